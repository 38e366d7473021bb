"""From bytes to a text and what it says of itself."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.capture import documents
from quotes.capture.documents import (
    DamagedDocument,
    DocumentError,
    DocumentTooLarge,
    EmptyDocument,
    EncryptedDocument,
    HiddenText,
    OnlyPictures,
    UnknownType,
    WrongEncoding,
    read,
    read_pasted,
)
from quotes.capture.metadata import Metadata, agency_in, wire_of
from quotes.capture.pdf_lines import text_of_pages
from quotes.models.vocabulary import CheckState
from quotes.verification.verify import verify
from tests.documents import ARTICLE, WORDS, pdf


def html(body: str = "", head: str = "") -> bytes:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()


def told(head: str, body: str = "<p>Words.</p>", **options: str) -> Metadata:
    return read(html(body, head), "text/html", **options).metadata


def linked(data: str) -> str:
    return f'<script type="application/ld+json">{data}</script>'


# --- pages ---------------------------------------------------------------------------------------


def test_the_article_comes_first_in_paragraphs_and_the_rest_of_the_page_behind_it():
    found = read(ARTICLE.encode(), "text/html; charset=utf-8", url="https://www.cbc.example/a?b=c")
    paragraphs = found.article.split("\n\n")
    assert paragraphs[0].startswith("The prime minister spoke to reporters on Wednesday")
    assert paragraphs[1].startswith(f"“{WORDS}” he said")
    assert paragraphs[2] == (
        "“It is something that we are looking at,” he added,\n“and something for the future.”"
    )
    assert paragraphs[3].startswith("No cost was named.")
    assert len(paragraphs) == 4
    rest = found.text[found.article_end :]
    assert "another thing altogether" in rest
    assert "Home" in rest
    assert found.media_type == "text/html"


def test_what_a_reader_does_not_see_is_not_there():
    text = read(ARTICLE.encode()).text
    for unseen in (
        "Hidden words",
        "not words",
        "color: red",
        "schema.org",
        "Carney confirms talks |",
    ):
        assert unseen not in text


def test_a_block_between_two_of_the_article_stays_in_its_place():
    """Whatever an extractor of articles thinks of it: words on the page are not called missing."""
    boxed = ARTICLE.replace(
        "<p>No cost",
        '<div class="related promo share"><span>Share: “I said so”</span></div><p>No cost',
    )
    found = read(boxed.encode())
    article = found.article
    assert article.index("the future.”") < article.index("“I said so”") < article.index("No cost")


def test_words_beside_the_article_are_found_by_a_check():
    boxed = ARTICLE.replace("<aside>", "<aside><p>“Never before said words of a pull quote”</p>")
    found = read(boxed.encode())
    assert "pull quote" not in found.article
    verdict = verify("Never before said words of a pull quote", found.text)
    assert verdict.outcome == CheckState.EXACT


def test_characters_stay_as_printed():
    printed = (
        "“Caf\u0065\u0301 — l\u2019\u00c9tat\u00a0!” ﬁn\u00adal \u202bعربي\u202c 1\u202f000 ½ …"
    )
    assert printed in read(html(f"<p>{printed}</p>")).text


def test_what_a_browser_does_not_show_of_blanks_is_left_out():
    found = read(html("<p> One\n   two\t<b>three</b>,\r\n<i> four</i></p><p>five<br> six</p>"))
    assert found.text == "One two three, four\n\nfive\nsix"


def test_inline_markup_does_not_part_a_word_and_blocks_do():
    found = read(html("<p>un<b>believ</b>able</p><div>a<div>b</div>c</div><ul><li>x<li>y</ul>"))
    assert found.text.split() == ["unbelievable", "a", "b", "c", "x", "y"]


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        # Footnote marks.
        (
            "“We will not join<sup>1</sup> at any price,” Long said.",
            "We will not join at any price,",
        ),
        (
            "“It costs 175<sup>[2]</sup> billion dollars,” Long said.",
            "It costs 175 billion dollars,",
        ),
        ("“It costs 175<sup>2</sup> billion dollars,” Long said.", "It costs 175 billion dollars,"),
        (
            "“It is $175 billion,<sup>3</sup> not $61 billion.”",
            "It is $175 billion, not $61 billion.",
        ),
        ("“We will not<sup><a href='#fn1'>1</a></sup> join.”", "We will not join."),
        ("“We will not<a href='#fn1'><sup>a</sup></a> join.”", "We will not join."),
        ("“We will not<sup>*</sup> join.”", "We will not join."),
        ("“We will not<sup>†‡</sup> join.”", "We will not join."),
        ("“We will not<sup>1, 2</sup> join.”", "We will not join."),
        ("“We will <b>not</b><sup>12</sup> join.”", "We will not join."),
        ("“In 2025<sup>4</sup> we join.”", "In 2025 we join."),
        ("“We pay $5<a role='doc-noteref' href='#n1'>1</a> billion.”", "We pay $5 billion."),
        ("“We will not join.<a href='#cite-1'>[1]</a> We go.”", "We will not join. We go."),
        ("“We will not<span class='footnote-ref'>3</span> join.”", "We will not join."),
        ("“We will not<span style='vertical-align: super'>3</span> join.”", "We will not join."),
        ("«\u00a0Nous paierons<sup>2</sup> tout\u00a0»", "Nous paierons tout"),
        # What is set high or low and belongs to the word.
        ("“The 10<sup>th</sup> of May,” he said.", "The 10th of May,"),
        ("“Less CO<sub>2</sub> for all,” he said.", "Less CO2 for all,"),
        ("“The 500 m² are ours,” he said.", "The 500 m² are ours,"),
        ("“The 500 m<sup>2</sup> are ours,” he said.", "The 500 m² are ours,"),
        ("“The 500 km<sup>2</sup> are ours,” he said.", "The 500 km² are ours,"),
        ("« Le 1<sup>er</sup> mai », a dit M<sup>me</sup> Long.", "Le 1er mai"),
        ("“Our Shield<sup>TM</sup> works,” he said.", "Our ShieldTM works,"),
        ("“It is 10<sup>6</sup> times more,” he said.", "It is 10⁶ times more,"),
        ("“The 21<sup>st</sup> century,” he said.", "The 21st century,"),
        ("“It is H<sub>2</sub>O,” he said.", "It is H2O,"),
        ("“Write to <a href='#'>[email protected]</a> now.”", "Write to [email protected] now."),
        # What is struck out.
        ("“We will <s>never</s> <ins>not</ins> join.”", "We will not join."),
        ("“We will <del>never</del> join.”", "We will join."),
        ("“We will <strike>never</strike> join.”", "We will join."),
        ("“It costs $<s>61</s>175 billion.”", "It costs $175 billion."),
        ("“We are pay<del>ing</del> now.”", "We are pay now."),
        ("“We will <del><b>never</b> ever</del> join.”", "We will join."),
        ("“We will <span style='text-decoration: line-through'>not</span> join.”", "We will join."),
        ("“We will <i style='text-decoration-line:line-through'>not</i> join.”", "We will join."),
        ("“We <del datetime='2025-05-21'>can</del><ins>must</ins> join.”", "We must join."),
        # What is set where nobody looks, or in letters that nobody sees; buttons.
        ("“We will <span style='font-size:0'>never</span> join.”", "We will join."),
        ("“We will <span style='font-size: 0px; color: red'>never</span> join.”", "We will join."),
        ("“We will <span style='font-size:0.9em'>not</span> join.”", "We will not join."),
        ("“We <i style='position:absolute;left:-9999px'>never</i> join.”", "We join."),
        ("“We <i style='text-indent: -1000px'>never</i> join.”", "We join."),
        ("“We <i style='clip: rect(0 0 0 0)'>never</i> join.”", "We join."),
        ("“We <i style='margin-left:-1px'>will</i> join.”", "We will join."),
        ("“We will not join <button>Share</button>now.”", "We will not join now."),
        ("“We will <b>not <button type=button>Copy</button></b>join.”", "We will not join."),
        ("“We will <ins>not</ins> join.”", "We will not join."),
        ("“We will <u>not</u> join.”", "We will not join."),
    ],
)
def test_the_words_are_those_that_a_reader_reads(printed: str, said: str) -> None:
    found = read(html(f"<p>{printed}</p>")).text
    assert verify(said, found).outcome is CheckState.EXACT, found


@pytest.mark.parametrize(
    ("printed", "not_said"),
    [
        ("It costs 1<sup>0</sup> billion", "10 billion"),
        ("It costs 1<sup>0</sup> billion", "1 billion"),
        ("It costs 17<sup>5</sup> billion", "175 billion"),
        ("It costs 1<sup><a href='#n5'>5</a></sup> billion", "15 billion"),
        ("It costs 1<sub>0</sub> billion", "10 billion"),
        ("It costs 1<sup>0</sup><sup>0</sup> billion", "100 billion"),
        ("It costs 1<span style='vertical-align:super'>0</span> billion", "10 billion"),
        ("It grows by 10<sup>6</sup> a year", "by 106 a year"),
        ("It grows by 10<sup>6</sup> a year", "by 10 a year"),
        ("It is <s>not</s> <ins>never</ins> late", "not never late"),
        ("It is <s>not</s> late", "not late"),
        ("It is <del>not</del> late", "not late"),
        ("It is <strike>not</strike> late", "not late"),
        ("We join<sup>1</sup>", "join1"),
    ],
)
def test_what_no_reader_reads_as_words_is_not_proved(printed: str, not_said: str) -> None:
    found = read(html(f"<p>{printed} for all of us, Long said.</p>")).text
    assert verify(not_said, found).outcome in (CheckState.DIFFERS, CheckState.NOT_FOUND), found


@pytest.mark.parametrize(
    ("printed", "read_as"),
    [
        ("<q>We will not join,</q> Long said.", "“We will not join,” Long said."),
        ("Long said <q>We go</q> on Monday.", "Long said “We go” on Monday."),
        ("<q>He said <q>no</q> to me.</q>", "“He said ‘no’ to me.”"),
        ("<q>He said <q>she said <q>no</q></q></q>", "“He said ‘she said “no”’”"),
        ("<q lang='fr'>Nous irons</q>", "«Nous irons»"),
        ("<q lang='fr-CA'>Il a dit <q>non</q></q>", "«Il a dit «non»»"),
        ("<q lang='de'>Wir gehen</q>", "„Wir gehen“"),
        ("<q lang='sv'>Vi går</q>", "”Vi går”"),
        ("<q lang='es'>Vamos</q>", "«Vamos»"),
        ("<q lang='ja'>行く</q>", "「行く」"),
        ("<span lang='de'><q>Wir gehen</q></span>", "„Wir gehen“"),
        ("<q>“We go,”</q> he said.", "“We go,” he said."),
        ("„<q lang='de'>Wir gehen</q>“, sagte er.", "„Wir gehen“, sagte er."),
        ("“<i><q>We go,</q></i>” he said.", "“We go,” he said."),
        ("<q> We <b>go</b> </q> he said.", "“We go” he said."),
        ("a<q></q>b", "ab"),
    ],
)
def test_a_quotation_has_the_marks_that_a_browser_draws(printed: str, read_as: str) -> None:
    assert read(html(f"<p>{printed}</p>")).text == read_as


@pytest.mark.parametrize(
    ("body", "beside"),
    [
        # What is left open in an unseen element does not swallow what follows.
        ('<noscript><div id="x"></noscript><div id="main"><p>{}</p></div>', ""),
        ("<template><div></template><p>{}</p>", ""),
        ("<template><table><tr><td></template><p>{}</p>", ""),
        ("<noscript><p>Turn on scripts<b></noscript><p>{}</p>", ""),
        ("<noscript><iframe></noscript><section>{}</section>", ""),
        ("<button>Share<div><p>{}</p></div>", "Share"),
        ("<svg><g><title>Logo</svg><p>{}</p>", ""),
        ("<svg><g><p>{}</p>", ""),
        ("<dialog open><p>{}</p></dialog>", ""),
        ("<dialog><p>Sign in</p></dialog><p>{}</p>", ""),
        ("<p hidden=until-found>{}</p>", ""),
        ("<p hidden>Gone</p><p>{}</p>", ""),
        ("<p style='visibility:collapse'>Gone</p><p>{}</p>", ""),
        ("<p aria-hidden=true>{}</p>", ""),
        ("<details><summary>More</summary><p>{}</p></details>", "More"),
        ("<map name=m><p>{}</p></map>", ""),
        ("<x-card><template shadowrootmode=open><p>{}</p></template></x-card>", ""),
        # Tables hand out what does not belong into them, before themselves.
        ("<table><tr><td>Cell</td></tr><p>{}</p></table>", "Cell"),
        ("<a href=1>One<a href=2><p>{}</p></a>", "One"),
        ("<p>Lead<div>{}</div></p>", "Lead"),
        ("<frameset><frame></frameset><p>{}</p>", ""),
        ("<table><td><form><table><td>{}</table>", ""),
    ],
)
def test_a_page_is_read_in_the_tree_that_a_browser_builds(body: str, beside: str) -> None:
    sentence = "“We will not join at any price,” Long said."
    found = read(html(body.format(sentence))).text.split("\n\n")
    assert sorted(found) == sorted(filter(None, [sentence, beside]))


def test_what_is_written_without_blanks_between_words_is_running_text():
    words = "首相は水曜日に記者団に対して計画の費用を述べた。"
    page = html(f"<div hidden>One two three four five</div><p>{words}</p>")
    assert read(page).text == words


def test_links_and_captions_between_paragraphs_stand_with_the_rest_of_the_page():
    boxed = ARTICLE.replace(
        "<p>No cost",
        "<ul><li><a href=x>Read more of what we wrote on this matter today</a></ul>"
        "<button>Follow us</button><p>A pull quote: “For the future.”</p><p>No cost",
    )
    found = read(boxed.encode())
    assert "Read more of what" not in found.article
    assert "Follow us" not in found.article
    assert "A pull quote" in found.article
    assert "Read more of what" in found.text


BOXED = "Here are a good many words of what else one can do on this page, dear reader."


@pytest.mark.parametrize(
    "box",
    [
        "<figure><img src=a><figcaption>{}</figcaption></figure>",
        "<aside><p>{}</p></aside>",
        "<aside><div><p>Try it</p><p>{}</p></div></aside>",
        "<div class='newsletter-box'><p>{}</p></div>",
        "<ul class=related_post><li>{}</li></ul>",
        "<div id=respond class=comment-respond><h3>{}</h3></div>",
        "<form><p>{}</p></form>",
        "<div class='left-sidebar'><p>{}</p></div>",
        "<div class=textwidget><p>{}</p></div>",
        "<form><fieldset><p>{}</p></fieldset></form>",
    ],
)
def test_a_box_between_paragraphs_stands_with_the_rest_of_the_page(box: str) -> None:
    page = ARTICLE.replace("<p>No cost", box.format(BOXED) + "<p>No cost")
    found = read(page.encode())
    assert BOXED not in found.article
    assert BOXED in found.text
    assert "No cost" in found.article
    # Words that somebody says are read wherever they stand.
    said = "“Here are a good many words of mine on it,” she said."
    assert said in read(page.replace(BOXED, said).encode()).article


@pytest.mark.parametrize(
    "paragraph",
    [
        "<div class='elementor-widget text'><p>{}</p></div>",
        "<div class=has-sidebar><p>{}</p></div>",
        "<p class=shared>{}</p>",
        "<p>{}</p>",
    ],
)
def test_a_paragraph_between_paragraphs_is_one_of_the_article(paragraph: str) -> None:
    page = ARTICLE.replace("<p>No cost", paragraph.format(BOXED) + "<p>No cost")
    assert BOXED in read(page.encode()).article


def test_what_holds_the_article_is_no_box_whatever_it_is_called() -> None:
    page = ARTICLE.replace("<p>No cost", f"<p>{BOXED}</p><p>No cost")
    whole = page.replace("<body>", "<body><div class=sidebar>").replace("</body>", "</div></body>")
    assert whole != page
    assert read(whole.encode()).article == read(page.encode()).article


def test_what_readers_without_scripts_are_shown_is_read() -> None:
    words = " ".join(f"<p>{WORDS}</p>" for _each in range(6))
    page = f"<script type='text/template'>{words}</script><noscript>{words}</noscript>"
    assert WORDS in read(html(page)).article
    asked = "<noscript><p>Please allow scripts to see this page.</p></noscript>"
    assert read(html(f"{asked}<p>{WORDS}</p>")).text == WORDS


@pytest.mark.parametrize(
    "body",
    [
        "<body style='visibility:hidden'>{}",
        "<body hidden>{}",
        "<html style='display:none'><body>{}",
        "<html hidden class=no-js><body style='opacity:0; display: none'>{}",
    ],
)
def test_what_a_page_hides_of_all_of_itself_until_a_script_runs_is_read(body: str) -> None:
    sentence = "<p>“We will not join at any price,” Long said.</p>"
    assert read(body.format(sentence).encode(), "text/html").text == sentence[3:-4]


@pytest.mark.parametrize(
    "body",
    [
        "<div id=app style='display:none'><p>{}</p></div>",
        "<nav>Home News</nav><main hidden><p>{}</p></main>",
        "<div id=root></div><script src=/app.js></script>",
        "<div id=root></div><noscript>{}</noscript><script src=/app.js></script>",
    ],
)
def test_a_page_that_shows_its_text_only_by_a_script_is_refused_by_a_sentence(body: str) -> None:
    with pytest.raises(HiddenText, match="Paste the text"):
        read(html(body.format("“We will not join at any price,” Long said.")))


@pytest.mark.parametrize(
    ("printed", "read_as"),
    [
        ("It costs <math><mn>175</mn></math> billion", "It costs 175 billion"),
        ("<math><mi>x</mi><annotation>no</annotation></math> is it", "x is it"),
        ("We <button>NATO</button> members go", "We NATO members go"),
        ("We go.<button>Share</button>", "We go.\n\nShare"),
        ("un<nobr>believ</nobr>able <o:p>x</o:p>y", "unbelievable xy"),
        ("un<x-term>believ</x-term>able", "unbelievable"),
        ("<x-p>One</x-p><x-p>Two</x-p>", "One\n\nTwo"),
        ("<span style='display:block'>One</span><span>Two</span>", "One\n\nTwo"),
        ("<ruby>首相<rp>(</rp><rt>しゅしょう</rt><rp>)</rp></ruby>は", "首相は"),
        ("To the moon <img src=x alt='🚀'>!", "To the moon 🚀!"),
        ("To the moon<img src=x alt='A rocket'>!", "To the moon!"),
        ("See <a href=x>it<span class='sr-only'> (new window)</span></a>.", "See it."),
        ("See <a href=x>it<b class='x visually-hidden'> (opens)</b></a>.", "See it."),
        ("<pre>One\n<b>two\nthree</b></pre>", "One\ntwo\nthree"),
        ("<span style='white-space:pre-wrap'>One\ntwo</span>", "One\ntwo"),
        ("a\x01b\x1fc", "abc"),
        ("5 < 7 &notit; &hellip;&#150;", "5 < 7 ¬it; …–"),
    ],
)
def test_the_text_is_what_a_browser_shows(printed: str, read_as: str) -> None:
    assert read(html(f"<div>{printed}</div>")).text == read_as


def test_a_page_without_an_article_is_taken_whole():
    found = read(html("<p>Short.</p>"))
    assert (found.text, found.article) == ("Short.", "Short.")


def test_a_page_over_which_the_extractor_stumbles_is_taken_whole(monkeypatch):
    def stumbling(*_args: object, **_options: object) -> str:
        raise RecursionError

    monkeypatch.setattr("trafilatura.extract", stumbling)
    monkeypatch.setattr("htmldate.find_date", stumbling)
    found = read(html("<p>One two three four five six.</p><p>Seven.</p>"))
    assert found.article == "One two three four five six.\n\nSeven."
    assert found.metadata.published == ""


def test_deeply_nested_pages_are_read():
    found = read(html("<div>" * 500 + "<p>Deep words.</p>" + "</div>" * 500))
    assert "Deep words." in found.text


@pytest.mark.parametrize("tag", ["<b>", "<i>"])
def test_what_is_nested_deeper_than_a_browser_builds_stands_beside(tag: str) -> None:
    found = read(html(tag * 20_000 + "Deep words." + tag.replace("<", "</") * 20_000 + "<p>Last."))
    assert found.text == "Deep words.\n\nLast."


def test_more_tags_than_any_page_has_are_refused_before_they_are_parsed(monkeypatch):
    monkeypatch.delattr(documents, "browser_tree")
    with pytest.raises(DocumentTooLarge):
        read(html("<p>a" * 100_000))


# --- what a page says of itself ------------------------------------------------------------------


def test_json_ld_is_asked_first():
    found = read(ARTICLE.encode(), url="https://www.cbc.example/news/1").metadata
    assert found == Metadata(
        title="Carney confirms “talks”",
        outlet="CBC News",
        authors=("Murray Brewster",),
        published="2025-05-21",
        modified="2025-05-22",
        language="en-CA",
        canonical_url="https://www.cbc.example/news/carney-talks",
    )


@pytest.mark.parametrize(
    "data",
    [
        '{"@type": "NewsArticle", "headline": "T", "author": "By Lee Long and Ada Short"}',
        '[{"@type": ["Article", "NewsArticle"], "headline": "T",'
        ' "author": [{"name": "Lee Long"}, {"name": ["Ada Short"]}]}]',
        '{"@graph": [{"@type": "WebPage", "headline": "Other"}, {"@type": "ReportageNewsArticle",'
        ' "headline": "T", "author": [{"name": "Lee Long"}, "Ada Short"]}]}',
        '<!--\n{"@type": "NewsArticle", "headline": "T", "author": "Lee Long, Ada Short",}\n-->',
        '{"@type": "WebPage", "mainEntity": {"@type": "NewsArticle", "headline": "T\n",'
        ' "author": "Lee Long; Ada Short"}};',
    ],
)
def test_json_ld_is_read_as_it_is_found(data):
    found = told(linked("{ broken") + linked("") + linked(data))
    assert (found.title, found.authors) == ("T", ("Lee Long", "Ada Short"))


@pytest.mark.parametrize(
    "data",
    ["null", "[]", "7", '"text"', "{", '{"@graph": 1}', "[" * 5000, '{"@type": 7}', '{"@type": []}',
     '{"@type": "NewsArticle", "headline": 7, "author": [[], {}], "inLanguage": {}}',
     '{"@type": "NewsArticle", "datePublished": ["x"], "mainEntityOfPage": {"@id": 7}}'],
)  # fmt: skip
def test_senseless_json_ld_says_nothing(data):
    assert told(linked(data)) == Metadata()


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (
            '<meta property="og:title" content="T"><meta property="og:site_name" content="CBC">'
            '<meta property="article:published_time" content="2025-05-21T11:02:03Z">'
            '<meta property="article:modified_time" content="2025-05-22">'
            '<meta property="og:locale" content="fr_CA">'
            '<meta property="og:url" content="https://cbc.example/1">',
            Metadata(title="T", outlet="CBC", published="2025-05-21", modified="2025-05-22",
                     language="fr-CA", canonical_url="https://cbc.example/1"),
        ),
        (
            '<meta name="DC.title" content="T"><meta name="DC.creator" content="Lee Long">'
            '<meta name="DC.publisher" content="P"><meta name="DC.language" content="en">'
            '<meta name="dcterms.issued" content="2025-05-21">',
            Metadata(title="T", authors=("Lee Long",), outlet="P", published="2025-05-21",
                     language="en"),
        ),
        (
            '<meta name="citation_title" content="T">'
            '<meta name="citation_author" content="Lee Long">'
            '<meta name="citation_author" content="Ada Short">'
            '<meta name="citation_publication_date" content="2025/5/1">',
            Metadata(title="T", authors=("Lee Long", "Ada Short"), published="2025-05-01"),
        ),
        (
            '<meta name="parsely-title" content="T"><meta name="parsely-author" content="Lee Long">'
            '<meta name="parsely-pub-date" content="2025-05-21T00:00:00">',
            Metadata(title="T", authors=("Lee Long",), published="2025-05-21"),
        ),
        (
            '<title>T | The Post</title><meta property="og:site_name" content="The Post">'
            '<meta property="article:author" content="https://facebook.example/lee">',
            Metadata(title="T", outlet="The Post"),
        ),
        ('<meta name="date" content="2025"><meta name="date" content="2025-02-31">', Metadata()),
    ],
)  # fmt: skip
def test_meta_tags_are_asked_next(head, expected):
    assert told(head) == expected


def test_what_no_database_takes_is_left_out():
    found = told(linked(r'{"@type": "NewsArticle", "headline": "a\u0000b\ud800c"}'))
    assert found.title == "abc"
    assert read_pasted("a\ud800b and\0c").text == "ab andc"
    assert read(html("<p>a&#0;b&#xd800;c</p>")).text.encode()


def test_a_line_of_nothing_but_blanks_holds_nobody_up() -> None:
    line = f"<p>1{'&nbsp;' * 50_000}</p>"
    assert told("<title>What was said of it</title>", f"<h1>What was said of it</h1>{line}")


def test_the_day_of_a_page_is_not_that_of_the_list_in_which_it_names_itself():
    dated = "<h1>What was said of it</h1><p>29.04.2020, 12:01</p>"
    listed = "<ul><li>Other things</li><li>30.04.2020</li><li>What was said of it</li></ul>"
    page = f"<nav>{'<p>Home</p>' * 6}</nav>{dated}<p>{WORDS}</p>{'<p>More</p>' * 6}{listed}"
    title = "<title>What was said of it</title>"
    assert told(title, page).published == "2020-04-29"
    assert told(f'{title}<meta name="date" content="2020-04-30">', page).published == ""


def test_a_date_that_only_the_page_shows_is_found_last():
    found = told("", '<p>Words.</p><time datetime="2025-05-21" class="published">May 21</time>')
    assert found.published == "2025-05-21"
    assert told("", "<p>Words. © 2024 Somebody</p>").published == ""


@pytest.mark.parametrize(
    ("credit", "agency"),
    [
        ("The Canadian Press", "The Canadian Press"),
        ("THE CANADIAN PRESS", "The Canadian Press"),
        ("La Presse canadienne", "La Presse Canadienne"),
        ("AP", "The Associated Press"),
        ("ap", ""),
        ("Reuters", "Reuters"),
        ("Reuters reporters", ""),
        ("AFP", "Agence France-Presse"),
        ("", ""),
    ],
)
def test_agencies_are_known_by_their_credits(credit, agency):
    assert agency_in(credit) == agency


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("WASHINGTON (AP) — Words follow.", "The Associated Press"),
        ("OTTAWA, May 21 (Reuters) - Words follow.", "Reuters"),
        ("Headline\n\nLee Long / The Canadian Press\n\nWords.", "The Canadian Press"),
        ("By Lee Long, The Associated Press\n\nWords.", "The Associated Press"),
        ("Words.\n\nMore words.\n\n— AFP", "Agence France-Presse"),
        ("Words.\n\nSource: Xinhua", "Xinhua"),
        ("The minister told Reuters that talks go on.", ""),
        ("He met the head of the company (AP) and went home to his family.", ""),
        ("The story was first told by Reuters.", ""),
        ("", ""),
    ],
)
def test_an_agency_is_credited_by_dateline_or_byline_alone(text, agency):
    assert wire_of(text) == agency


def test_an_agency_among_the_authors_is_the_wire():
    found = told(
        linked('{"@type":"NewsArticle","headline":"T","author":"Lee Long / The Canadian Press"}')
    )
    assert (found.authors, found.wire) == (("Lee Long",), "The Canadian Press")
    found = told(linked('{"@type":"NewsArticle","headline":"T","author":[{"name":"Reuters"}]}'))
    assert (found.authors, found.wire) == ((), "Reuters")


# --- the day of publication ----------------------------------------------------------------------


def ld_day(day: str) -> str:
    return linked(f'{{"@type": "NewsArticle", "headline": "T", "datePublished": "{day}"}}')


@pytest.mark.parametrize(
    ("head", "body", "url", "day"),
    [
        # A time in UTC is told by what the page gives in its own zone.
        (
            ld_day("2023-11-09T02:11:03+00:00"),
            '<time class="published" datetime="2023-11-08T21:11:03-05:00">Nov 8</time>',
            "",
            "2023-11-08",
        ),
        (
            ld_day("2019-10-18T22:04:00Z"),
            '<meta name="date" content="Sat, 19 Oct 2019 00:04:00 +0200">',
            "",
            "2019-10-19",
        ),
        (ld_day("2023-11-09T05:30:59Z"), "", "https://n.example/2023/11/08/talks/", "2023-11-08"),
        (ld_day("2020-02-18T02:18:11.000Z"), "<p>17 de febrero de 2020</p>", "", "2020-02-17"),
        (ld_day("2025-05-21T22:30:00Z"), "<p>Publié le 22 mai 2025</p>", "", "2025-05-22"),
        (ld_day("2025-05-21T03:00:00Z"), "<p>PUBLISHED: May 20, 2025 at 11 p.m.</p>", "",
         "2025-05-20"),
        (ld_day("2025-05-21T03:00:00Z"), "<p>Published May 21, 2025 | Updated May 22, 2025</p>", "",
         "2025-05-21"),
        (ld_day("2025-05-21T03:00:00Z"), "", "", ""),
        (ld_day("2025-05-21T23:30:00+00:00"), "<p>19 May 2025</p>", "", ""),
        (ld_day("2025-05-21T15:00:00Z"), "", "", "2025-05-21"),
        (ld_day("2025-05-21T00:00:00Z"), "", "", "2025-05-21"),
        (ld_day("2025-05-21T23:30:00-04:00"), "", "", "2025-05-21"),
        # What programs are told and readers are shown contradict each other.
        (ld_day("2025-05-21T23:30:00-04:00"), "<p>22 May 2025</p>", "", ""),
        (ld_day("2025-05-21"), "<p>12 May 2025</p>", "", ""),
        (ld_day("2025-05-21T15:00:00Z"), "<p>Publié le 14 mai 2025</p>", "", ""),
        (ld_day("2024-05-21"), "<p>By Lee Long • May 21, 2025</p>", "", ""),
        (ld_day("2025-05-21"), "<p>Published May 12, 2025 | Updated May 21, 2025</p>", "", ""),
        (ld_day("2025-05-21"), "<p>12 May 2025</p><p>21 May 2025</p>", "", "2025-05-21"),
        (ld_day("2025-05-21"), "<p>Updated 30 May 2025</p>", "", "2025-05-21"),
        (ld_day("2025-05-21"), "<p>05/12/2025</p>", "", "2025-05-21"),
        (ld_day("2025-05-21"), "", "https://n.example/2025/05/12/talks/", "2025-05-21"),
        ('<meta name="dc.date" content="2020-03-03">', "<p>Research7 April 2020</p>", "", ""),
        ("", "<p><span>Research</span><span>7 April 2020</span></p>", "", "2020-04-07"),
        ("", "<p><b>Lee Long</b><i>April 7, 2020</i></p>", "", "2020-04-07"),
        ("", "<p>LONG7 April 2020</p>", "", ""),
        ("", "<p>17 April 2020</p>", "", "2020-04-17"),
        (ld_day("2025-5-5 22:17:36"), "", "", "2025-05-05"),
        # Which number is the month cannot be told.
        ('<meta name="date" content="05/06/2025">', "", "", ""),
        ('<meta name="date" content="05-06-2025">', "", "", ""),
        ('<meta name="date" content="25/06/2025">', "", "", "2025-06-25"),
        ('<meta name="date" content="06/25/2025">', "", "", "2025-06-25"),
        ('<meta name="date" content="05/05/2025">', "", "", "2025-05-05"),
        ('<meta name="date" content="05.06.2025">', "", "", "2025-06-05"),
        ('<meta name="citation_date" content="20250521">', "", "", "2025-05-21"),
        ("", "<p>Published 05/06/2025</p>", "", ""),
        # When a file was made, or a page changed, is no day of publication.
        ('<meta name="date" content="2021-12-20">', "<p>27.01.2022</p>", "", ""),
        ("", "<footer>Page last updated 3 January 2019</footer>", "", ""),
        ("", "<p>Updated: May 21, 2025</p>", "", ""),
        ("", "<p>Dernière mise à jour le 3 janvier 2019</p>", "", ""),
        ("", "<p>Modifié le 3 janvier 2019</p>", "", ""),
        ("", "<p>© 3 January 2019 The Post</p>", "", ""),
        ("", "<p>14 – 20 May 2025</p>", "", ""),
        # Days that no page has.
        (ld_day("0001-01-01"), "", "", ""),
        (ld_day("1970-01-01T00:00:00Z"), "", "", ""),
        (ld_day("2099-01-01"), "", "", ""),
        (ld_day("2025-02-30"), "", "", ""),
        ('<meta property="article:published_time" content="1969-12-31T19:00:00-05:00">', "", "",
         ""),
        (ld_day("1983-03-23"), "", "", "1983-03-23"),
        # What only readers see.
        ("", "<p>By Lee Long • May 21, 2025</p>", "", "2025-05-21"),
        ("", "<p>Le 1er mai 2025</p>", "", "2025-05-01"),
        ("", "", "https://n.example/2025/05/21/talks", "2025-05-21"),
        ("", "<p>May 22, 2025</p>", "https://n.example/2025/05/21/talks", ""),
    ],
)  # fmt: skip
def test_the_day_of_publication_is_that_of_the_page_or_not_known(
    head: str, body: str, url: str, day: str
) -> None:
    page = f"<h1>What was said of it</h1>{body}<p>{WORDS}</p>"
    assert told(f"<title>What was said of it</title>{head}", page, url=url).published == day


# --- titles and authors --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ("Long says &#8220;no&#8221; &#8211; won&#8217;t pay", "Long says “no” – won’t pay"),
        ("It&amp;#8217;s &amp;quot;late&amp;quot;", 'It’s "late"'),
        ("A <i>Globe</i> CO<sub>2</sub> <span class='nocase'>x</span>", "A Globe CO2 x"),
        ("&lt;em&gt;No&lt;/em&gt; at AT&amp;amp;T", "No at AT&T"),
        ("5 < 7 & 8 > 6", "5 < 7 & 8 > 6"),
        ("R&D; and more", "R&D; and more"),
    ],
)
def test_a_title_has_no_markup_of_another_layer(given: str, title: str) -> None:
    headline = given.replace('"', '\\"')
    assert told(linked(f'{{"@type": "NewsArticle", "headline": "{headline}"}}')).title == title


@pytest.mark.parametrize(
    ("tag", "heading", "title"),
    [
        ("What it costs | The Post", "What it costs", "What it costs"),
        ("The Post » What it costs", "What it costs", "What it costs"),
        ("What it costs - Politics - The Post", "What it costs", "What it costs"),
        ("What it costs (The Post)", "What it costs", "What it costs"),
        ("What it costs [The Post]", "What it costs", "What it costs"),
        ("What it costs (and why) now", "What it costs", "What it costs (and why) now"),
        ("What it costs and why", "What it costs", "What it costs and why"),
        ("What it costs | The Post", "Another thing", "What it costs | The Post"),
        ("Money: What it costs", "What it costs", "Money: What it costs"),
    ],
)
def test_a_title_is_the_headline_without_the_site(tag: str, heading: str, title: str) -> None:
    assert told(f"<title>{tag}</title>", f"<h1>{heading}</h1><p>Words.</p>").title == title


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("By Lee Long, Special to the Star", ["Lee Long"]),
        ("Lee Long, 4 minutes ago", ["Lee Long"]),
        ("Lee Long | Email the author", ["Lee Long"]),
        ("Lee Long, Staff Writer", ["Lee Long"]),
        ("Lee Long, May 21, 2025", ["Lee Long"]),
        ("Lee Long, CBC News", ["Lee Long"]),
        ("Lee Long in Ottawa and Ada Short in London", ["Lee Long", "Ada Short"]),
        ("Lee Long, Ada Short and Bob Stone", ["Lee Long", "Ada Short", "Bob Stone"]),
        ("Par Lee Long et Ada Short", ["Lee Long", "Ada Short"]),
        ("Lee Long; Editing by Ada Short", ["Lee Long"]),
        ("Lee Long with files from Ada Short", ["Lee Long"]),
        ("LEE LONG AND ADA SHORT", ["LEE LONG", "ADA SHORT"]),
        ("Martin King, Jr.", ["Martin King, Jr."]),
        ("Martin King, Jr. and Ada Short, PhD", ["Martin King, Jr.", "Ada Short, PhD"]),
        ("Jos&eacute; O&#8217;Neil", ["José O’Neil"]),
        ("Ludwig van der Long", ["Ludwig van der Long"]),
        ("De Blasio Bill", ["De Blasio Bill"]),
        ("Standing Committee on Fisheries and Oceans",
         ["Standing Committee on Fisheries and Oceans"]),
        ("Department of Foreign Affairs, Trade and Development",
         ["Department of Foreign Affairs, Trade and Development"]),
        ("Long, Ann", ["Ann Long"]),
        ("Staff and news service reports", ["Staff and news service reports"]),
        ("lee@example.org", []),
        ("2 min read", []),
    ],
)  # fmt: skip
def test_a_byline_names_each_author_whole(byline: str, authors: list[str]) -> None:
    assert told(f'<meta name="author" content="{byline}">').authors == tuple(authors)


def test_authors_of_highwire_are_one_to_a_tag_and_begin_with_the_family_name():
    tags = ("Long, Ann", "King, Martin, Jr.", "Bob Stone", "O’Neil, José María")
    found = told("".join(f'<meta name="citation_author" content="{tag}">' for tag in tags))
    assert found.authors == ("Ann Long", "Martin King, Jr.", "Bob Stone", "José María O’Neil")


def test_a_body_is_one_author_and_an_author_may_be_told_elsewhere_on_the_page():
    body = '{"@type": "Organization", "name": "Fish, Oceans and Coasts"}'
    found = told(linked(f'{{"@type": "NewsArticle", "headline": "T", "author": {body}}}'))
    assert found.authors == ("Fish, Oceans and Coasts",)
    graph = (
        '{"@graph": [{"@type": "NewsArticle", "headline": "T", "author": {"@id": "#p"},'
        ' "publisher": {"@id": "#o"}}, {"@id": "#p", "@type": "Person", "name": "Lee Long"},'
        ' {"@id": "#o", "@type": "Organization", "name": "Post, Times and Co"}]}'
    )
    found = told(linked(graph))
    assert (found.authors, found.outlet) == (("Lee Long",), "Post, Times and Co")


# --- encodings -----------------------------------------------------------------------------------

FRENCH = "« Le Dôme doré coûtera à l’État 175 milliards », a-t-il dit, en français, près de là."


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (FRENCH.encode(), "text/plain; charset=utf-8"),
        (FRENCH.encode(), "text/plain; charset=iso-8859-1"),
        (FRENCH.encode("utf-8-sig"), "text/plain"),
        (FRENCH.encode("utf-16"), "text/plain"),
        (FRENCH.encode("utf-16-le"), "text/plain; charset=utf-16le"),
        (FRENCH.encode("cp1252"), "text/plain; charset=iso-8859-1"),
        (FRENCH.encode("cp1252"), 'text/plain; charset="windows-1252"'),
        (FRENCH.encode("cp1252"), "text/plain; charset=utf-8"),
        (FRENCH.encode("cp1252"), "text/plain; charset=nonsense"),
        (FRENCH.encode("cp1252"), ""),
    ],
)
def test_text_is_read_in_its_encoding_whatever_is_declared(body, content_type):
    assert read(body, content_type).text == FRENCH


OF_THE_WEST = [
    FRENCH,
    f"{FRENCH} " * 20,
    "Été à la forêt, où l’on a reçu « des œufs » déjà payés. " * 30,
    "“We’ll pay – it’s ‘fair’ — for the café’s dôme…” she said. €5 œuvre.",
    "“It’s late,” he said. " + "Plain words go on. " * 200,
    "Der Schild kostet Österreich „nichts“, sagte der Präsident über die Größe der Lücke. " * 5,
    "«No pagaré», dijo la señora Núñez; ¿quién pagará mañana la cúpula? " * 5,
]


@pytest.mark.parametrize("words", OF_THE_WEST, ids=range(len(OF_THE_WEST)))
@pytest.mark.parametrize("charset", ["utf-8", "UTF8", "iso-8859-1", "us-ascii", "nonsense", ""])
@pytest.mark.parametrize("declared", ["utf-8", "latin-1", ""])
def test_letters_of_windows_are_read_whatever_is_declared(
    words: str, charset: str, declared: str
) -> None:
    meta = f'<meta charset="{declared}">' if declared else ""
    page = f"<html><head>{meta}</head><body><p>{words}</p></body></html>".replace("„", "“")
    found = read(page.encode("cp1252"), f"text/html; charset={charset}" if charset else "")
    assert found.text == words.replace("„", "“").strip()


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252", ""])
def test_bytes_that_are_no_letters_of_windows_cost_no_others(charset: str) -> None:
    body = b"It\x92s a caf\xe9\x81 of \x93ours\x94\x9d, he said."
    text = read(body, f"text/plain; charset={charset}").text
    assert text == "It’s a café\ufffd of “ours”\ufffd, he said."


@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        ("Владимир Путин сказал, что щит стоит дорого. " * 5, "cp1251"),
        ("Ο πρόεδρος είπε ότι η ασπίδα κοστίζει πολύ. " * 5, "cp1253"),
        (
            "Prezydent powiedział, że tarcza będzie kosztować więcej, niż sądził. " * 5,
            "cp1250",
        ),
    ],
)
def test_other_alphabets_are_not_taken_for_that_of_the_west(words: str, encoding: str) -> None:
    body = words.encode(encoding)
    assert read(body, f"text/plain; charset={encoding}").text == words.strip()
    assert read(body, "text/plain; charset=utf-8").text != body.decode("cp1252", "replace").strip()


UNDECLARED = [
    ("cp1253", "Ο πρωθυπουργός δήλωσε ότι η χώρα θα συμμετάσχει στο πρόγραμμα."),
    ("cp1253", "Η υπουργός Άμυνας είπε: «Δεν θα πληρώσουμε 61 δισεκατομμύρια δολάρια»."),
    ("iso8859-7", "Η υπουργός Άμυνας είπε: «Δεν θα πληρώσουμε 61 δισεκατομμύρια δολάρια»."),
    ("cp1253", "Δεν υπάρχει αμφιβολία."),
    ("cp1251", "Это не так."),
    ("koi8-r", "Министр сказал, что страна не присоединится к программе."),
    ("cp1255", "השר אמר שהמדינה לא תצטרף לתוכנית."),
    ("cp1256", "قال الوزير إن البلاد لن تنضم إلى البرنامج."),
    ("cp1254", "Bakan, ülkenin programa katılmayacağını söyledi. Şüphesiz."),
    (
        "cp1250",
        "Český ministr řekl, že země se k programu nepřipojí, protože neznají náklady.",
    ),
    ("shift_jis", "大臣は、国は計画に参加しないと述べた。"),
    ("euc-kr", "장관은 국가가 프로그램에 참여하지 않을 것이라고 말했다."),
    ("gb18030", "部长表示，该国不会加入该计划。"),
    ("big5", "部長表示，該國不會加入該計畫。"),
    ("cp1252", "Statsministeren sagde, at landet ikke vil deltage, før det er drøftet på et møde."),
    ("cp1252", "O presidente disse que não há razão para participação: «Não é opção»."),
]


@pytest.mark.parametrize(("encoding", "words"), UNDECLARED)
def test_what_declares_nothing_is_read_by_its_letters(encoding: str, words: str) -> None:
    assert read(words.encode(encoding), "text/plain").text == words
    page = f"<html><head><title>News</title></head><body><p>{words}</p></body></html>"
    assert read(page.encode(encoding), "text/html").text == words


@pytest.mark.parametrize(
    ("encoding", "words"),
    [("cp1253", "Όχι."), ("cp1255", "אין ספק.")],
)
def test_too_few_letters_tell_no_encoding(encoding: str, words: str) -> None:
    with pytest.raises(WrongEncoding):
        read(words.encode(encoding), "text/plain")


@pytest.mark.parametrize("declared", ["iso-8859-15", "iso-8859-2", "shift_jis"])
def test_a_byte_that_is_no_letter_does_not_make_a_page_right_that_the_server_contradicts(
    declared: str,
) -> None:
    meta = f"<html><head><meta charset={declared}></head><body><p>".encode()
    words = "“It’s ours,” he said. " + "Plain words go on. " * 100 + "“We’ll pay – it’s fair.” {}"
    body = meta + words.encode("cp1252").replace(b"{}", b"\x9d")
    expected = words.replace("{}", "\ufffd")
    assert read(body, "text/html; charset=iso-8859-1").text == expected


@pytest.mark.parametrize("charset", ["iso-8859-1", "us-ascii", "windows-1252", "utf-8", ""])
@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        ("Prezident řekl, že síť štítů ať zaplatí někdo jiný.", "windows-1250"),
        ("Źródło podało, że tarcza będzie kosztować więcej.", "windows-1250"),
        ("Щит стоит дорого, сказал Ђорђе Џонић.", "windows-1251"),
    ],
)
def test_bytes_that_are_no_letters_of_what_the_server_declares_are_read_as_the_page_does(
    words: str, encoding: str, charset: str
) -> None:
    page = f"<html><head><meta charset={encoding}></head><body><p>{words}</p></body></html>"
    body = page.encode(encoding)
    assert set(body) & {0x81, 0x8D, 0x8F, 0x90, 0x9D}
    assert read(body, f"text/html; charset={charset}" if charset else "text/html").text == words


@pytest.mark.parametrize("content_type", ["text/html; charset=utf-8", "text/html", ""])
@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", ""])
def test_a_stray_byte_costs_one_letter(content_type: str, declared: str) -> None:
    meta = f'<meta charset="{declared}">' if declared else ""
    page = f"<html><head>{meta}</head><body><p>{FRENCH}</p><p>a@b</p></body></html>"
    text = read(page.encode().replace(b"@", b"\xe9"), content_type).text
    assert text == f"{FRENCH}\n\na\ufffdb"


@pytest.mark.parametrize(
    "words", ["“We pay,” he said.", "It’s “not sure” — it’s the mayor’s café."]
)
def test_other_encodings_are_not_taken_for_utf_8_with_losses(words: str) -> None:
    page = f"<html><head><meta charset=utf-8></head><body><p>{words}</p></body></html>"
    assert read(page.encode("cp1252"), "text/html; charset=utf-8").text == words


def test_the_encoding_a_page_declares_is_read():
    page = '<html><head><meta charset="windows-1251"></head><body><p>Путин сказал</p></body></html>'
    assert read(page.encode("cp1251"), "text/html").text == "Путин сказал"
    page = page.replace("windows-1251", "iso-2022-jp").replace("Путин сказал", "首相は述べた")
    assert read(page.encode("iso-2022-jp"), "text/html").text == "首相は述べた"


# --- plain text ----------------------------------------------------------------------------------


def test_line_ends_are_made_equal_and_paragraphs_kept():
    found = read_pasted("One.\r\nTwo.\r\n \r\n\r\n\r\nThree.\rFour.\u2029Five.\0\n")
    assert found.text == "One.\nTwo.\n\nThree.\nFour.\n\nFive."


def test_lines_that_end_sentences_are_paragraphs_where_no_line_is_blank():
    assert (
        read_pasted("He came.\n“I saw.”\nIt was so.").text == "He came.\n\n“I saw.”\n\nIt was so."
    )
    wrapped = "He came, and after a while\nhe saw what there was to\nsee and went home."
    assert read_pasted(wrapped).text == wrapped


def test_pasted_html_is_read_as_html():
    assert read_pasted(ARTICLE).metadata.outlet == "CBC News"
    assert read_pasted("5 < 7, and <b is no tag.").text == "5 < 7, and <b is no tag."


PARAGRAPH = (
    "The minister spoke to reporters on Wednesday for an hour, and nobody asked her what the plan"
    " would cost.\n\n“We will not join at any price,” she said."
)


@pytest.mark.parametrize(
    ("head", "url", "title", "authors", "day"),
    [
        ("Minister rejects plan\n\nBy Lee Long\n\nOct. 14, 2025", "", "Minister rejects plan",
         ["Lee Long"], "2025-10-14"),
        ("Minister rejects plan\nBy Lee Long and Ada Short | October 14, 2025", "",
         "Minister rejects plan", ["Lee Long", "Ada Short"], "2025-10-14"),
        ("La ministre refuse le plan\n\nPar Anne Long\n\nPublié le 18 novembre 2025", "",
         "La ministre refuse le plan", ["Anne Long"], "2025-11-18"),
        ("date 2025-05-22", "", "", [], "2025-05-22"),
        ("title: Minister rejects plan\ndate: 2025-05-22\nauthor: Lee Long",
         "", "Minister rejects plan", ["Lee Long"], "2025-05-22"),
        ("Minister rejects plan", "https://n.example/2025/10/14/plan", "Minister rejects plan",
         [], "2025-10-14"),
        ("Politics\n\nMinister rejects plan\n\nBy LEE LONG, Special to the Star", "",
         "Minister rejects plan", ["LEE LONG"], ""),
        ("Minister rejects plan\n\nUpdated May 22, 2025", "", "Minister rejects plan", [], ""),
        ("Minister rejects plan\n\n05/06/2025", "", "Minister rejects plan", [], ""),
        ("Minister rejects plan\n\nPublished May 21, 2025 | Updated May 22, 2025", "",
         "Minister rejects plan", [], "2025-05-21"),
        ("Minister rejects plan\nPublished 21 May 2025 Updated 22 May 2025", "",
         "Minister rejects plan", [], "2025-05-21"),
        ("Minister rejects plan\nUpdated 22 May 2025 Published 21 May 2025", "",
         "Minister rejects plan", [], "2025-05-21"),
        ("Minister rejects plan\nMay 21, 2025 10:04 p.m. EDT, updated May 22, 2025", "",
         "Minister rejects plan", [], "2025-05-21"),
        ("Minister rejects plan\n21 May 2025 (modified 22 May 2025)", "",
         "Minister rejects plan", [], "2025-05-21"),
        ("Minister rejects plan\nPage last updated 22 May 2025", "",
         "Minister rejects plan", [], ""),
        ("# Minister rejects plan\n\n*By Lee Long*\n\n**May 21, 2025**", "",
         "Minister rejects plan", ["Lee Long"], "2025-05-21"),
        ("> Minister rejects plan\n>\n> By Lee Long", "", "Minister rejects plan",
         ["Lee Long"], ""),
        ("Skip to main content\nMinister rejects plan\nBy Lee Long", "",
         "Minister rejects plan", ["Lee Long"], ""),
        ("From: Lee Long\nTo: Press\nSubject: Minister rejects plan\nDate: Wed, 21 May 2025", "",
         "Minister rejects plan", [], "2025-05-21"),
        ("GENERAL LONG: We go where we must", "", "", [], ""),
        ("She came on Wednesday.", "", "", [], ""),
        ("", "", "", [], ""),
    ],
)  # fmt: skip
def test_the_first_lines_of_a_pasted_text_tell_title_authors_and_day(
    head: str, url: str, title: str, authors: list[str], day: str
) -> None:
    found = read_pasted(f"{head}\n\n{PARAGRAPH}", url=url)
    told_of_it = found.metadata
    assert (told_of_it.title, told_of_it.authors, told_of_it.published) == (
        title,
        tuple(authors),
        day,
    )
    assert found.text.endswith(PARAGRAPH)


def test_a_piece_copied_from_a_page_tells_the_same():
    copied = (
        "<meta charset='utf-8'><h1>Minister rejects plan</h1><div><span>By </span>"
        "<a href=x>Lee Long</a></div><div>Oct. 14, 2025</div><p>We pay 175<sup>2</sup> billion, "
        f"and no more than that, in this year.</p><p>{WORDS}</p>"
    )
    found = read_pasted(copied)
    assert found.metadata == Metadata(
        title="Minister rejects plan", authors=("Lee Long",), published="2025-10-14"
    )
    assert "We pay 175 billion" in found.text


# --- PDF -----------------------------------------------------------------------------------------


def test_a_pdf_gives_its_text_page_by_page():
    found = read(
        pdf("The first page says this.", "The second (page) says that.", author="Lee Long")
    )
    assert found.text == "The first page says this.\n\nThe second (page) says that."
    assert (found.metadata.authors, found.media_type) == (("Lee Long",), "application/pdf")


def test_paragraphs_of_a_pdf_are_told_by_short_last_lines():
    text = (
        "The minister spoke for an hour about what the plan\nwould cost.\n"
        "Nobody knew how much that was, and nobody asked\nwho would pay for it."
    )
    assert read(pdf(text)).text == text.replace("\n", " ").replace("cost. ", "cost.\n\n")


def test_words_broken_at_line_ends_of_a_pdf_are_whole_where_it_shows_how():
    text = (
        "The sys-\ntems are long-\nterm. No other systems are, and nobody else thinks in\n"
        "long-term plans of un-\nknown cost for a 51-\nstate union of the United-\nStates here."
    )
    mended = text.replace("sys-\ntems", "systems").replace("long-\nterm.", "long-term.")
    assert read(pdf(text)).text == mended.replace("thinks in\n", "thinks in ")


HEAD, FOOT = "Department of Talks", "Statement of 21 May 2025 - page"


def test_what_stands_at_the_head_and_foot_of_every_page_of_a_pdf_is_left_out():
    pages = [
        f"{HEAD}\nThe minister spoke about what the plan that was agreed\nwould cost the\n"
        f"{FOOT} 1 of 3\n1",
        f"{HEAD}\ncountry, and said that they do\nnot see well enough at all.\n{FOOT} 2 of 3\n2",
        f"{HEAD}\nShe left.\n{FOOT} 3 of 3\n3",
    ]
    assert read(pdf(*pages)).text == (
        "The minister spoke about what the plan that was agreed would cost the country, and said "
        "that they do not see well enough at all.\n\nShe left."
    )


@pytest.mark.parametrize(
    ("lines", "paragraphs"),
    [
        ("What it costs\nThe minister spoke for an hour about what it would\ncost.",
         ["What it costs", "The minister spoke for an hour about what it would cost."]),
        ("There are two things that we have to do in this year:\n• to build\n• to pay",
         ["There are two things that we have to do in this year:", "• to build", "• to pay"]),
        ("GENERAL LONG: We go where we have to go, whatever the\ncost.\nMS. SHORT: And when?",
         ["GENERAL LONG: We go where we have to go, whatever the cost.", "MS. SHORT: And when?"]),
        ("Q: Will you join, minister, in the plan of last Tuesday?\nA: No.",
         ["Q: Will you join, minister, in the plan of last Tuesday?", "A: No."]),
        ("It costs 175\nbillion dollars, which is more than anybody thought it\nwould.",
         ["It costs 175 billion dollars, which is more than anybody thought it would."]),
        ("One.\n\n2", ["One."]),
        ("One.\nPage 1 of 3", ["One."]),
        ("- 12 -\nOne.", ["One."]),
        ("It costs them\n175", ["It costs them 175"]),
        ("175\nbillion.", ["175 billion."]),
        ("175", ["175"]),
    ],
)  # fmt: skip
def test_lines_of_a_pdf_are_joined_to_paragraphs(lines: str, paragraphs: list[str]) -> None:
    assert text_of_pages([lines]).split("\n\n") == paragraphs


@pytest.mark.parametrize(
    "said",
    ["(anonymous)", "anonymous", "(unspecified)", "Unknown", "user", "jlong2", " ", "-", "(N/A)"],
)
def test_what_a_program_writes_that_was_told_nothing_is_no_author_and_no_title(said: str) -> None:
    found = read(pdf("Words.", author=said, title=said)).metadata
    assert (found.title, found.authors) == ("", ())


def test_a_pdf_made_by_a_word_processor_has_no_title():
    assert read(pdf("Words.", title="Microsoft Word - release.docx")).metadata.title == ""
    assert read(pdf("Words.", title="Statement on talks")).metadata.title == "Statement on talks"


# --- what cannot be read is a sentence -----------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "content_type", "error"),
    [
        (b"", "text/html", EmptyDocument),
        (b" \n\t ", "text/plain", EmptyDocument),
        (html(), "text/html", EmptyDocument),
        (html("<script>x()</script><style>p{}</style>"), "text/html", EmptyDocument),
        (b"<!-- only a comment -->", "text/html", EmptyDocument),
        (html('<p><img src="scan.png" alt=""></p>'), "text/html", OnlyPictures),
        (pdf("", picture=True), "application/pdf", OnlyPictures),
        (pdf(""), "application/pdf", EmptyDocument),
        (pdf("Words.", password="secret"), "application/pdf", EncryptedDocument),
        (pdf("Words.")[:200], "application/pdf", DamagedDocument),
        (b"%PDF-1.7 and nothing", "application/pdf", DamagedDocument),
        (b"no PDF at all", "application/pdf", DamagedDocument),
        (b"PK\x03\x04rest", "application/zip", UnknownType),
        (b"PK\x03\x04rest", "text/plain", UnknownType),
        (b"\x89PNG\r\n\x1a\n", "image/png", UnknownType),
        (b"\xd0\xcf\x11\xe0", "application/msword", UnknownType),
        (b"{\\rtf1 words}", "application/rtf", UnknownType),
        (bytes(range(256)) * 40, "text/plain", WrongEncoding),
        (b"\x01\x02\x03\x04 words" * 50, "text/html", WrongEncoding),
        (b"x" * (documents.LARGEST + 1), "text/plain", DocumentTooLarge),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_what_cannot_be_read_is_refused_in_a_sentence(body, content_type, error):
    with pytest.raises(DocumentError) as refused:
        read(body, content_type)
    assert type(refused.value) is error
    assert str(refused.value)[0].isupper()
    assert str(refused.value).endswith(".")


def test_more_pages_than_can_be_read_are_refused(monkeypatch):
    monkeypatch.setattr(documents, "MOST_PAGES", 2)
    with pytest.raises(DocumentTooLarge):
        read(pdf("a", "b", "c"))


def test_twenty_megabytes_of_html_are_refused_before_they_are_parsed(monkeypatch):
    monkeypatch.delattr(documents, "browser_tree")
    with pytest.raises(DocumentTooLarge):
        read(html("<p>word </p>" * 1_650_000))


def test_megabytes_of_script_do_not_count():
    found = read(ARTICLE.replace("not words", "x" * 5_000_000).encode())
    assert found.article.startswith("The prime minister")


@given(st.binary(max_size=400), st.sampled_from(["", "text/html", "text/plain", "application/pdf"]))
def test_no_bytes_make_it_fail_but_by_a_sentence(body, content_type):
    try:
        found = read(body, content_type)
    except DocumentError as error:
        assert str(error)
    else:
        assert found.text.strip()
        assert "\0" not in found.text
        assert found.text.encode()


@given(st.text(max_size=400))
def test_no_pasted_text_makes_it_fail_but_by_a_sentence(text):
    try:
        found = read_pasted(text)
    except DocumentError as error:
        assert str(error)
    else:
        assert found.article.strip()


def test_what_takes_long_to_import_is_not_imported_at_start_up():
    """Together they take a second, in every process of the site, for what few requests need."""
    asked = (
        "import django, sys; django.setup(); import dometracker.urls;"
        "print(sorted({'trafilatura', 'htmldate', 'pypdf', 'openpyxl', 'bibtexparser', 'httpx2'}"
        " & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked],
        env={**__import__("os").environ, "DJANGO_SETTINGS_MODULE": "dometracker.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
