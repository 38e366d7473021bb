"""References of every kind of source, in several scripts, with all that a format can get wrong."""

from datetime import UTC, date, datetime

from quotes.citing.bylines import Name, parted
from quotes.citing.reference import CitedSource, Reference, Said
from quotes.dates.partial import parse
from quotes.models.vocabulary import SourceKind

ORIGIN = "https://dome.example"
TODAY = date(2026, 1, 2)
CARNEY = Name("Mark Carney", "Carney", "Mark")


def printed(
    kind: SourceKind = SourceKind.NEWS_ARTICLE,
    public_id: str = "9xyzw",
    title: str = "Canada in talks",
    outlet: str = "CBC",
    authors: tuple[str, ...] = (),
    published: str = "2025-05-22",
    language: str = "en",
    url: str = "https://news.example/story?a=1&b=2%20_c~d#e",
    archived_url: str = "",
    archived_at: datetime | None = None,
    wire: str = "",
) -> CitedSource:
    return CitedSource(
        public_id=public_id,
        kind=kind,
        title=title,
        outlet=outlet,
        authors=tuple(parted(author, language) for author in authors),
        published=parse(published),
        language=language,
        url=url,
        archived_url=archived_url,
        archived_at=archived_at,
        wire=wire,
        address=f"{ORIGIN}/sources/{public_id}/",
    )


def said(
    words: str = "We have the ability.",
    public_id: str = "7kq2m",
    speaker: Name = CARNEY,
    offices: tuple[str, ...] = (),
    on: str = "2025-05-21",
    place: str = "",
    occasion: str = "",
    is_quotation: bool = True,
    language: str = "en",
    via: str = "",
    locator: str = "",
    topics: tuple[str, ...] = (),
    revision: int | None = 1,
) -> Said:
    permalink = f"{ORIGIN}/s/{public_id}"
    return Said(
        public_id=public_id,
        speaker=speaker,
        speaker_slug="speaker",
        offices=offices,
        said=parse(on),
        place=place,
        occasion=occasion,
        words=words,
        is_quotation=is_quotation,
        language=language,
        via=via,
        locator=locator,
        topics=topics,
        permalink=permalink,
        pinned=f"{permalink}/v/{revision}" if revision else permalink,
        revision=revision,
    )


def reference(source: CitedSource, statement: Said | None = None) -> Reference:
    if statement is None:
        return Reference(f"dometracker-source-{source.public_id}", source)
    key = f"dometracker-{statement.public_id}-{source.public_id}"
    return Reference(key, source, statement, TODAY)


EVERYTHING = reference(
    printed(
        title="“Canada’s” talks: 50% & more {braced} \\ a_b #1 ~ ^ $5",
        authors=("Catharine Tunney", "Ursula von der Leyen", "Darpan News Desk", "Raphaël Pirro"),
        archived_url="https://archive.example/2025/https://news.example/story?a={b}",
        archived_at=datetime(2025, 5, 23, 4, 5, tzinfo=UTC),
        wire="The Canadian Press",
        outlet="The Globe & Mail",
    ),
    said(
        words="He said \"no\", then “yes”; it’s ‘fine’ -- 50% of {{x}}, ''twice'' \\o/ […] and a~b",
        offices=("Prime Minister of Canada", "MP for Nepean"),
        on="2025-05-21~",
        place="Ottawa, Ontario",
        occasion="Press conference & more",
        via="AP; Reuters",
        locator="para. 3",
        topics=("Cost", "Canada & U.S."),
        revision=3,
    ),
)

REFERENCES = [
    EVERYTHING,
    reference(
        printed(
            SourceKind.PRESS_RELEASE,
            "bcdfg",
            title="О заявлении «Золотой купол»",
            outlet="МИД России",
            authors=("Мария Захарова",),
            published="2025-05",
            language="ru",
        ),
        said(
            "Это подрывает стабильность — «полностью»",
            "bcd23",
            speaker=Name("Мария Захарова"),
            language="ru",
        ),
    ),
    reference(
        printed(
            SourceKind.SOCIAL_POST,
            "ghjkm",
            title="",
            outlet="微博",
            authors=("毛宁",),
            published="2025",
            language="zh-Hant",
            url="https://weibo.example/金色",
        ),
        said("金色穹頂「違反」和平原則}", "ghj23", speaker=Name("毛宁"), language="zh-Hant", on=""),
    ),
    reference(
        printed(
            SourceKind.TRANSCRIPT,
            "npqrs",
            title="إحاطة صحفية",
            outlet="وزارة الخارجية",
            published="2025-05-21/2025-06-02",
            language="ar",
        ),
        said("قبة ذهبية، 175 مليار", "npq23", on="2025-21", language="ar", revision=None),
    ),
    reference(
        printed(SourceKind.SPEECH, "tvwxy", title="Remarks", authors=("Carney, Mark",)),
        said(occasion="Munich Conference", place="Munich", on="2025-05/.."),
    ),
    reference(
        printed(SourceKind.REPORT, "zbcdf", outlet="CBO", published="2020/2021", url=""),
        said("The cost is in doubt.", is_quotation=False, language="fr", on="202X"),
    ),
    reference(printed(SourceKind.VIDEO, "22bcd", title="", published="2025?"), said("Line\none")),
    reference(
        printed(SourceKind.HEARING, "33bcd", outlet="Senate", published="../2025-05"),
        said(occasion="Hearing on defence", on="2025-05-20/2025-05-21"),
    ),
    reference(printed(SourceKind.NEWS_ARTICLE, "44bcd", wire="Reuters", title="")),
]
