"""References to cite, chosen by hand for what they demand of a style; people and outlets are real.

What the bundled record does not hold (an archived copy, an approximate day) is set beside what it
does, on the host ``news.example``.
"""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from quotes.citing.bylines import Name, parted
from quotes.citing.reference import BETWEEN_PIECES, CitedSource, Reference, Said, Site
from quotes.citing.styles import LANGUAGES, STYLES, CitationStyle
from quotes.dates.partial import parse
from quotes.models.vocabulary import SourceKind

SITE = Site("https://dome.example")
CARNEY = Name("Mark Carney", "Carney", "Mark")
TRUMP = Name("Donald Trump", "Trump", "Donald")


def printed(
    title: str, outlet: str, published: str = "", *authors: str, **fields: Any
) -> CitedSource:
    language = fields.get("language", "en")
    return CitedSource(
        **{
            "public_id": "h4nqz",
            "kind": SourceKind.NEWS_ARTICLE,
            "title": title,
            "outlet": outlet,
            "authors": tuple(parted(author, language) for author in authors),
            "published": parse(published),
            "language": language,
            "url": "https://news.example/2025/golden-dome",
            "archived_url": "",
            "archived_at": None,
            "wire": "",
            "address": "https://dome.example/sources/h4nqz/",
            **fields,
        }
    )


def said(words: str, speaker: Name = CARNEY, on: str = "2025-05-21", **fields: Any) -> Said:
    return Said(
        **{
            "public_id": "7kq2m",
            "speaker": speaker,
            "speaker_slug": "a-speaker",
            "offices": (),
            "said": parse(on),
            "place": "",
            "occasion": "",
            "words": words,
            "is_quotation": True,
            "language": "en",
            "via": "",
            "locator": "",
            "topics": (),
            "permalink": SITE.permalink("7kq2m"),
            "pinned": SITE.pinned("7kq2m", 3),
            "revision": 3,
            **fields,
        }
    )


def reference(
    source: CitedSource, of: Said | None = None, accessed: date | None = None
) -> Reference:
    return Reference("dometracker-7kq2m-h4nqz", source, of, accessed)


ABILITY = (
    "We have an ability, if we so choose, to complete the Golden Dome with investments in"
    " partnership."
)
ARCHIVED = {
    "archived_url": "https://web.archive.org/web/20250523101500/https://news.example/2025/golden-dome",
    "archived_at": datetime(2025, 5, 23, 10, 15, tzinfo=UTC),
}

REFERENCES: dict[str, Reference] = {
    "one-author-archived": reference(
        printed(
            "Trump returns to ’51st state’ rhetoric in speech to U.S. military officials",
            "CityNews Toronto",
            "2025-09-30",
            "Kelly Geraldine Malone",
            wire="The Canadian Press",
            **ARCHIVED,
        ),
        said(ABILITY, via="Associated Press"),
    ),
    "two-authors-no-title": reference(
        printed("", "socastsrm.com", "2025-05-01", "Marisa Taylor", "Mike Stone", wire="Reuters"),
        said("Are we there yet?", TRUMP, "2025-05-01"),
    ),
    "three-authors-undated": reference(
        printed(
            "Golden Dome: who pays?",
            "Newsweek",
            "",
            "Ryan Chan",
            "Ellen Mitchell",
            "Louis Jacobson",
        ),
        said("It is costly,", TRUMP, ""),
        accessed=date(2026, 1, 1),
    ),
    "wire-no-author": reference(
        printed(
            "North Korea says US space shield is 'nuclear war scenario'",
            "The Jerusalem Post",
            "2025-05-27",
            wire="Reuters",
        ),
        said(
            'The Golden Dome plan is a typical product of "America first", the height of'
            " self-righteousness",
            Name("Institute for American Studies"),
            "2025-05-27",
        ),
    ),
    "no-author-no-title": reference(
        printed("", "24newz.ai", "2025-05~"),
        said("in partnership" + BETWEEN_PIECES + "at a high level"),
    ),
    "no-author-doubtful": reference(
        printed("Nothing is settled in the U.S.", "Daily8", "2025-05-28?"),
        said("Threats to sovereign integrity also prohibited", Name("Bob Rae", "Rae", "Bob")),
    ),
    "paraphrase": reference(
        printed("Ministers push back", "Darpan Magazine", "2025-05", "Darpan News Desk"),
        said("His doubts about the price remain.", is_quotation=False, on="2025-05/2025-06"),
    ),
    "press-release": reference(
        printed(
            "Senator Markey introduces amendments to stop Golden Dome",
            "Office of Senator Edward J. Markey",
            "2025-09-04",
            kind=SourceKind.PRESS_RELEASE,
        ),
        said(
            "Golden Dome is a trillion-dollar mistake in the making.",
            Name("Edward Markey", "Markey", "Edward"),
            "2025-09-04",
        ),
    ),
    "institution-itself": reference(
        printed(
            "Effects of a national missile defense",
            "Congressional Budget Office",
            "2025-05-05",
            kind=SourceKind.REPORT,
        ),
        said(
            "The cost could exceed half a trillion dollars!",
            Name("Congressional Budget Office"),
            "2025-05-05",
            locator="12",
        ),
    ),
    "hearing": reference(
        printed(
            "DesJarlais: America Needs the Golden Dome to Defend Against Our Adversaries",
            "House Armed Services Committee",
            "2025-04-30",
            kind=SourceKind.HEARING,
        ),
        said("America needs it.", Name("Scott DesJarlais", "DesJarlais", "Scott"), "2025-04-30"),
    ),
    "transcript": reference(
        printed(
            "Press Conference by Prime Minister ISHIBA Shigeru",
            "Prime Minister’s Office of Japan",
            "2025-05-29",
            kind=SourceKind.TRANSCRIPT,
        ),
        said(
            "we had a truly candid exchange of views",
            Name("Shigeru Ishiba", "Ishiba", "Shigeru"),
            "2025-05-29",
        ),
    ),
    "video": reference(
        printed("", "Dailymotion", "2025-05-22", kind=SourceKind.VIDEO),
        said("It’s something that we are looking at…", locator="00:42"),
    ),
    "social-post": reference(
        printed(
            "I told Canada that it will cost $61 Billion",
            "Truth Social",
            "2025-05-27",
            "Donald Trump",
            kind=SourceKind.SOCIAL_POST,
            url="https://news.example/@trump/1",
        ),
        said(
            "I told Canada, which very much wants to be part of our fabulous Golden Dome System",
            TRUMP,
            "2025-05-27",
        ),
    ),
    "french": reference(
        printed(
            "Carney doit répondre rapidement à Trump à propos du «Dôme doré», selon un expert",
            "L’Écho de Laval",
            "2025-05-01",
            "Kyle Duggan",
            language="fr",
            wire="La Presse Canadienne",
        ),
        said(
            "Ces discussions portent sur le renforcement du NORAD et sur des initiatives telles"
            " que le “Dôme d’or”",
            language="fr",
        ),
    ),
    "russian": reference(
        printed(
            "Белоусов: «Золотой купол» США предусматривает перехват ракет",
            "Lenta.ru",
            "2025-11-05",
            language="ru",
        ),
        said(
            "Это единый комплекс мероприятий",
            Name("Andrei Belousov", "Belousov", "Andrei"),
            "2025-11-05",
            language="ru",
            via="TASS",
        ),
    ),
    "chinese": reference(
        printed(
            "外交部:美所谓“金穹”计划将加剧外空战场化和军备竞赛风险",
            "新华社",
            "2025-05-21",
            "袁睿",
            "刘杨",
            language="zh",
        ),
        said("中方对此严重关切", Name("Mao Ning", "Mao", "Ning"), language="zh"),
    ),
    "arabic": reference(
        printed("كارني: القبة الذهبية فكرة جيدة", "الجزيرة", "2025-05-22", language="ar"),
        said("إنها فكرة جيدة", language="ar"),
    ),
    "only-printed": reference(
        printed(
            "A dome | of [gold] {and} = <more>",
            "The Globe & Mail",
            "2025-21",
            "Mary P. Brooke",
            url="",
        ),
        said("Ninety “beautiful” per cent | [[of it]] {{all}}\nis = <b>ours</b> &amp; ''more''."),
    ),
    "source-alone": reference(
        printed(
            "Guetlein to Lead ‘Golden Dome’ Missile Shield Program",
            "Air & Space Forces Magazine",
            "",
            "Chris Gordon",
        ),
        accessed=date(2026, 1, 1),
    ),
}

# The page of this one is known to be gone.
GONE = {"one-author-archived"}

REFERENCES["source-alone-archived"] = replace(REFERENCES["one-author-archived"], said=None)


def rendered(style: CitationStyle, language: str) -> str:
    """What a golden file holds: each reference in a style and a language, as HTML."""
    lines = []
    for name, one in REFERENCES.items():
        lines.append(f"# {name}")
        for form, text in style.texts(one, language, is_gone=name in GONE):
            lines.append(f"{form.key}: {text.html}")
        lines.append("")
    return "\n".join(lines)


def golden(style: CitationStyle, language: str) -> Path:
    return Path(__file__).parent / "golden" / "citing" / f"{style.key}.{language}.txt"


def write_golden() -> None:
    """Write the files anew, to be read before they are committed."""
    for style in STYLES.values():
        for language in LANGUAGES:
            golden(style, language).write_text(rendered(style, language), "utf-8")
