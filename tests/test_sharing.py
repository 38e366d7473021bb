"""Share images: which words they show, in which signs, and who may ask for them."""

import hashlib
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse
from django.utils.translation import override
from PIL import Image, ImageChops, features

from quotes.editing import EditContext, record_changes
from quotes.embedding.picture import drawing, fonts, lines
from quotes.embedding.picture.bidi import visual_runs
from quotes.embedding.picture.drawing import (
    HEIGHT,
    MARGIN,
    PAPER,
    WIDTH,
    Picture,
    draw,
    is_drawable,
)
from quotes.embedding.picture.signatures import is_genuine, sign
from quotes.embedding.share_images import picture_of, share_image_url
from quotes.models import Citation, Kind, Redirect, Revision, State, Statement
from quotes.text.languages import direction
from quotes.text.quotation_marks import marks
from tests import factories

FONTS = Path(fonts.__file__).parent / "fonts"

LONG = "We are conscious that we have an ability, if we so choose, to complete it. " * 30
ENGLISH = Picture(
    words="We shall complete the dome in three years.",
    language="en",
    is_rtl=False,
    is_quotation=True,
    marks=("“", "”"),
    kind="Direct quotation",
    speaker="Speaker Number One",
    office="Minister of Defence",
    date="21 May 2025",
    site="DomeTracker",
    permalink="archive.example/s/7kq2m",
    shortened="shortened",
    instead="Words in English",
)

# One sentence for each script that the image is to show.
SCRIPTS = {
    "ar": "سنبني القبة الذهبية في 3 سنوات (NORAD) بكلفة 175 مليار دولار؟",
    "bg": "Ще построим купола.",
    "fa": "ما گنبد طلایی را می‌سازیم، ۶۱ میلیارد دلار.",
    "fr": "Où\u202f? Nous achèverons le «\u00a0dôme\u00a0» aux États\u2011Unis\u202f!",
    "he": "נבנה את כיפת הזהב בשלוש שנים.",
    "hi": "हम तीन साल में स्वर्ण गुंबद पूरा करेंगे।",
    "ja": "私たちは三年でゴールデンドームを完成させる。",
    "ko": "우리는 3년 안에 골든 돔을 완성할 것이다.",
    "pl": "Zbudujemy Złotą Kopułę w trzy lata.",
    "ro": "Vom construi domul în țara noastră.",
    "ru": "Мы построим «Золотой купол» за три года.",
    "tr": "Altın Kubbe'yi üç yılda tamamlayacağız, ığdır.",
    "ur": "ہم سنہری گنبد مکمل کریں گے۔",
    "zh": "我们将在三年内完成“金穹”系统。",
    "zh-Hant": "我們將在三年內完成「金穹」系統。",
}


def in_language(words: str, language: str) -> Picture:
    return replace(
        ENGLISH,
        words=words,
        language=language,
        is_rtl=direction(language) == "rtl",
        marks=marks(language),
    )


def opened(image: bytes) -> Image.Image:
    return Image.open(BytesIO(image)).convert("RGB")


def ink_of(image: Image.Image) -> tuple[int, int, int, int]:
    """The box (left, top, right, bottom) of all that is not background."""
    box = ImageChops.difference(image, Image.new("RGB", image.size, PAPER)).getbbox()
    assert box is not None
    return box


# The fonts


def test_the_fonts_are_the_published_files():
    lines_of_sums = (FONTS / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = dict(line.split("  ")[::-1] for line in lines_of_sums if not line.startswith("#"))
    assert {path.name for path in FONTS.iterdir()} - {"SHA256SUMS"} == set(listed)
    for name, digest in listed.items():
        assert hashlib.sha256((FONTS / name).read_bytes()).hexdigest() == digest, name


def test_pillow_can_shape_arabic_and_hindi():
    assert features.check_feature("raqm")


@pytest.mark.parametrize("language", SCRIPTS)
def test_every_script_that_is_promised_has_its_signs(language: str):
    shown = in_language(SCRIPTS[language], language)
    assert is_drawable(shown)
    assert draw(shown) != draw(replace(shown, words="�", language="th"))


@pytest.mark.parametrize(("words", "language"), [("เราจะสร้างโดม", "th"), ("Θόλος", "el")])
def test_words_without_a_font_are_told_and_not_drawn_as_boxes(words: str, language: str):
    shown = in_language(words, language)
    assert not is_drawable(shown)
    told = draw(replace(shown, instead="Words in Thai"))
    assert told == draw(replace(shown, words=words[::-1], instead="Words in Thai"))
    assert told != draw(replace(shown, instead="Words in Greek"))


def test_a_sign_that_is_lacking_is_noticed():
    latin = fonts.for_words("en")[0]
    assert fonts.has(latin, "A")
    assert not fonts.has(latin, "ж")
    assert lines.lacking("Aжก", fonts.for_words("en")) == "ก"


@pytest.mark.parametrize(
    ("language", "first"),
    [("zh", "-sc-"), ("zh-Hant", "-tc-"), ("zh-TW", "-tc-"), ("ja", "-jp-"), ("ko", "-kr-")],
)
def test_han_characters_are_those_of_the_language(language: str, first: str):
    file = fonts.file_for("家" if language != "ko" else "한", fonts.for_words(language))
    assert file is not None
    assert first in file.name


@pytest.mark.django_db
def test_all_words_of_the_record_and_all_its_wordings_can_be_drawn(record):
    printed = Citation.objects.exclude(wording=None).values_list("wording", "source__language")
    words = [*Statement.objects.values_list("text", "language"), *printed]
    assert {language for _words, language in words} >= {"ar", "fa", "hi", "ru", "zh", "zh-Hant"}
    lacking = [text for text, language in words if not is_drawable(in_language(text, language))]
    assert lacking == []


# The order of a line in two directions


def order(line: str, is_rtl: bool) -> list[str]:
    return [run.text for run in visual_runs(line, is_rtl)]


def test_words_of_the_other_direction_keep_theirs():
    assert order("the שלום עולם dome", False) == ["the ", "שלום עולם", " dome"]
    assert order("אבג abc def דהו", True) == [" דהו", "abc def", "אבג "]


def test_numbers_are_read_rightwards_inside_arabic():
    assert order("قال 1,750.5 دولار", True) == [" دولار", "1,750.5", "قال "]
    assert order("نسبة 50% فقط", True) == ["% فقط", "50", "نسبة "]
    assert order("שיעור 50% בלבד", True) == [" בלבד", "50%", "שיעור "]


def test_marks_at_the_end_stand_at_the_end_of_the_reading():
    assert order("سلام NATO.", True) == [".", "NATO", "سلام "]
    assert order("NATO سلام.", False) == ["NATO ", "سلام", "."]


# Lines


def style(size: int = 40) -> lines.TypeStyle:
    return lines.TypeStyle(fonts.for_words("en"), size)


def test_all_words_are_kept_in_their_order():
    text = "one two three four five six seven eight nine ten"
    setting = lines.fitted(text, style(), (60, 40), (400, 400), 1.3)
    assert setting.is_whole
    assert " ".join(setting.lines) == text
    assert all(lines.width(line, setting.style) <= 400 for line in setting.lines)


def test_short_words_are_larger_than_long_ones():
    box, sizes = (1000, 300), (80, 60, 40, 30)
    short = lines.fitted("Never.", style(), sizes, box, 1.3)
    long = lines.fitted("word " * 60 + "end", style(), sizes, box, 1.3)
    assert short.style.size == 80
    assert long.style.size < 60


def test_what_is_too_long_is_cut_after_a_word():
    setting = lines.fitted("wonderful " * 200, style(), (40, 30), (600, 200), 1.3)
    assert not setting.is_whole
    assert setting.lines[-1].endswith("wonderful…")
    assert all(lines.width(line, setting.style) <= 600 for line in setting.lines)


def test_a_word_that_is_wider_than_a_line_is_broken_at_the_smallest_size_only():
    setting = lines.fitted("w" * 60, style(), (60, 20), (300, 400), 1.3)
    assert setting.style.size == 20
    assert "".join(setting.lines) == "w" * 60
    assert all(lines.width(line, setting.style) <= 300 for line in setting.lines)


def test_chinese_is_broken_between_characters_and_not_before_a_comma():
    text = "我们将在三年内，完成金穹系统，而且不会超支。" * 3
    sized = lines.TypeStyle(fonts.for_words("zh"), 40)
    setting = lines.fitted(text, sized, (40,), (330, 900), 1.4)
    assert "".join(setting.lines) == text
    assert len(setting.lines) > 5
    assert not [line for line in setting.lines if line[0] in "，。"]


def test_no_line_is_broken_at_a_no_break_space():
    assert lines.tidy(" «\u202fdôme\u00a0» \n\n fini\u2028") == "«\u00a0dôme\u00a0» fini"
    setting = lines.fitted("aa bb\u00a0cc dd", style(), (40,), (110, 400), 1.3)
    assert "bb\u00a0cc" in setting.lines


# The image


def test_an_image_has_the_size_of_a_card():
    image = Image.open(BytesIO(draw(ENGLISH)))
    assert (image.format, image.size) == ("PNG", (1200, 630))


@pytest.mark.parametrize(
    "shown",
    [
        ENGLISH,
        replace(ENGLISH, words="Never."),
        replace(ENGLISH, words=LONG),
        replace(ENGLISH, words="w" * 900),
        replace(ENGLISH, office="Minister of Everything; " * 20, speaker="Speaker " * 30),
        replace(ENGLISH, date="between 2025 and 2026 " * 10),
        replace(ENGLISH, words=LONG, is_quotation=False),
        *(in_language(text * 5, language) for language, text in SCRIPTS.items()),
    ],
)
def test_nothing_stands_in_the_margins(shown: Picture):
    left, top, right, bottom = ink_of(opened(draw(shown)))
    # A letter may reach over its own place by a pixel or two.
    assert left >= MARGIN - 4
    assert right <= WIDTH - MARGIN + 4
    assert top >= 30
    assert bottom <= HEIGHT - 20


@pytest.mark.parametrize("shown", [ENGLISH, replace(ENGLISH, words=LONG)])
def test_the_words_keep_clear_of_what_stands_above_and_below(shown: Picture):
    image = opened(draw(shown))
    for row in ((0, 100, WIDTH, 116), (0, 442, WIDTH, 458)):
        strip = image.crop(row)
        assert ImageChops.difference(strip, Image.new("RGB", strip.size, PAPER)).getbbox() is None


def test_arabic_begins_at_the_right():
    box = (0, 120, WIDTH, 440)
    arabic = ink_of(opened(draw(in_language("سلام", "ar"))).crop(box))
    english = ink_of(opened(draw(replace(ENGLISH, words="Hello"))).crop(box))
    assert arabic[2] > WIDTH - MARGIN - 20 > english[2]
    assert english[0] < MARGIN + 20 < arabic[0]


def test_a_wide_opening_mark_leaves_no_gap_at_the_margin():
    box = (0, 120, WIDTH, 440)
    for language in ("zh", "zh-Hant", "ja"):
        left = ink_of(opened(draw(in_language(SCRIPTS[language], language))).crop(box))[0]
        assert MARGIN - 4 <= left < MARGIN + 10


def test_long_words_say_that_they_are_shortened():
    box = (300, 40, WIDTH, 110)
    whole, cut = (opened(draw(replace(ENGLISH, words=w))).crop(box) for w in ("Never.", LONG))
    assert ink_of(cut)[0] < ink_of(whole)[0]


def test_a_paraphrase_has_no_marks_and_another_type():
    paraphrase = replace(ENGLISH, is_quotation=False)
    assert draw(paraphrase) == draw(replace(paraphrase, marks=("", "")))
    assert draw(paraphrase) != draw(replace(ENGLISH, marks=("", "")))


# The address


def image_of(
    client: Client, statement: Statement, revision: int = 1, **headers: str
) -> HttpResponse:
    return client.get(share_image_url(statement, revision, ""), headers=headers)


def address(public_id: str, revision: int, language: str, signature: str) -> str:
    return reverse("share-image", args=[public_id, revision, language, signature])


def correct(statement: Statement, text: str) -> Revision:
    Statement.objects.filter(pk=statement.pk).update(text=text)
    return record_changes(
        [statement.pk], EditContext("The words were misheard", overrides_check=True)
    )[0]


@pytest.mark.django_db
def test_the_image_of_a_statement(client: Client):
    statement = factories.statement()
    response = image_of(client, statement)
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert opened(response.content).size == (WIDTH, HEIGHT)
    assert not response.cookies


@pytest.mark.django_db
def test_the_address_is_absolute_and_of_the_revision():
    statement = factories.statement()
    first = share_image_url(statement, 1, "https://archive.example")
    assert first.startswith(f"https://archive.example/share/{statement.public_id}/1/en/")
    assert first != share_image_url(statement, 2, "https://archive.example")


@pytest.mark.django_db
def test_a_forged_signature_is_refused(client: Client):
    one, other = factories.statement(), factories.statement()
    genuine = sign(one.public_id, 1, "en")
    forged = [
        address(one.public_id, 1, "en", "A" * 43),
        address(one.public_id, 1, "en", genuine[:-1]),
        address(one.public_id, 1, "en", genuine + "A"),
        address(other.public_id, 1, "en", genuine),
        address(one.public_id, 1, "fr", genuine),
        address(one.public_id, 2, "en", genuine),
        address(one.public_id, 10**30, "en", genuine),
        address(one.public_id, 1, "en", "ł:::"),
        address("nul\0", 1, "en", genuine),
    ]
    for wrong in forged:
        response = client.get(wrong)
        assert response.status_code == 404, wrong
        assert "not the address of an image" in response.content.decode()
    assert client.get(address(one.public_id, 1, "en", genuine)).status_code == 200


def test_a_signature_outlives_a_change_of_the_key_that_keeps_the_old_one():
    signature, key = sign("7kq2m", 1, "en"), settings.SECRET_KEY
    with override_settings(SECRET_KEY="another"):
        assert not is_genuine(signature, "7kq2m", 1, "en")
    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[key]):
        assert is_genuine(signature, "7kq2m", 1, "en")


@pytest.mark.django_db
def test_an_address_of_an_old_revision_leads_to_the_newest(client: Client):
    statement = factories.statement(text="The first words.")
    old = share_image_url(statement, 1, "")
    before = client.get(old).content
    correct(statement, "The second words.")
    response = client.get(old)
    assert (response.status_code, response["Location"]) == (302, share_image_url(statement, 2, ""))
    assert client.get(response["Location"]).content != before


@pytest.mark.django_db
def test_an_image_is_known_by_what_it_shows(client: Client):
    statement = factories.statement()
    response = image_of(client, statement)
    assert response["ETag"].startswith('"')
    assert response["Cache-Control"] == "public, max-age=86400"
    again = image_of(client, statement, **{"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == response["ETag"]
    correct(statement, "Other words.")
    assert image_of(client, statement, 2)["ETag"] != response["ETag"]


@pytest.mark.django_db
def test_an_image_is_drawn_once(client: Client, monkeypatch: pytest.MonkeyPatch):
    statement = factories.statement()
    first = image_of(client, statement).content

    def refuse(_picture: Picture) -> bytes:
        raise AssertionError("drawn again")

    monkeypatch.setattr(drawing, "draw", refuse)
    assert image_of(client, statement).content == first


@pytest.mark.django_db
def test_no_image_of_what_is_not_published(client: Client):
    draft = factories.draft()
    assert image_of(client, draft).status_code == 404
    withdrawn = factories.statement()
    Statement.objects.filter(pk=withdrawn.pk).update(state=State.WITHDRAWN)
    Redirect.objects.create(kind="statement", old=withdrawn.public_id, reason="It was a hoax.")
    response = image_of(client, withdrawn)
    assert response.status_code == 410
    assert "It was a hoax." in response.content.decode()
    assert response["Content-Type"].startswith("text/html")


@pytest.mark.django_db
def test_the_image_of_a_merged_statement_is_that_of_the_other(client: Client):
    merged, other = factories.statement(), factories.statement()
    Statement.objects.filter(pk=merged.pk).update(state=State.WITHDRAWN)
    Redirect.objects.create(kind="statement", old=merged.public_id, statement=other, reason="Twin")
    response = image_of(client, merged)
    assert (response.status_code, response["Location"]) == (302, share_image_url(other, 1, ""))


@pytest.mark.django_db
def test_the_fixed_parts_are_in_the_language_of_the_image(client: Client):
    statement = factories.statement("2025-05-21", kind=Kind.PARAPHRASE, language="ru")
    loaded = Statement.objects.with_page().get(pk=statement.pk)
    english = picture_of(loaded, "archive.example")
    with override("fr"):
        french = picture_of(loaded, "archive.example")
    assert english.date == "21 May 2025"
    assert "mai" in french.date
    assert french.instead.endswith("russe")
    address_in_french = share_image_url(statement, 1, "", "fr")
    assert "/fr/" in address_in_french
    response = client.get(address_in_french)
    assert response.content != image_of(client, statement).content


@pytest.mark.django_db
def test_a_language_that_the_site_is_not_offered_in_has_no_image():
    statement = factories.statement()
    assert share_image_url(statement, 1, "", "xx") == share_image_url(statement, 1, "", "en")
