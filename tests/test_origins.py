"""Independent origins: what raises the number, what never does, and what is said to be unknown."""

import random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quotes.citing.origins import OriginDocument, Origins, independent_origins
from quotes.editing import EditContext, publish
from quotes.models import Statement
from quotes.models.vocabulary import OutletKind
from quotes.website.provenance import in_words, origins_line, printings
from tests import factories


def origins(*documents: OriginDocument) -> Origins:
    return independent_origins(documents)


def agency(name: str, **fields: object) -> OriginDocument:
    return OriginDocument(name, is_agency=True, **fields)  # type: ignore[arg-type]


HANSARD = OriginDocument("Parliament", is_primary=True)

TABLE = [
    # what prints the words, outlets, known origins, groups of unknown ones, at least
    ([], 0, set(), set(), 0),
    ([OriginDocument("Star")], 1, set(), {"Star"}, 1),
    ([OriginDocument("Star"), OriginDocument("Sun")], 2, set(), {"Star", "Sun"}, 1),
    ([OriginDocument("Star", wire="AP"), OriginDocument("Sun", via="AP")], 2, {"AP"}, set(), 1),
    (
        [OriginDocument("Star", wire="AP"), OriginDocument("Sun", wire="Reuters")],
        2,
        {"AP", "Reuters"},
        set(),
        2,
    ),
    ([OriginDocument("Star", wire="AP"), OriginDocument("Sun")], 2, {"AP"}, {"Sun"}, 1),
    # The agency's own report is not a second origin beside its copies.
    ([agency("AP"), OriginDocument("Star", wire="AP")], 2, {"AP"}, set(), 1),
    # A chain: a page that credits a newspaper which credits an agency.
    ([OriginDocument("Blog", via="Star"), OriginDocument("Star", wire="AP")], 2, {"AP"}, set(), 1),
    # An agency's report of what somebody else heard.
    (
        [OriginDocument("Star", wire="AP", via="Fox"), OriginDocument("Sun", wire="AP")],
        2,
        {"Fox"},
        set(),
        1,
    ),
    # The official's own words are an origin, and who copies them is none.
    ([HANSARD, OriginDocument("Star", derived_from=HANSARD)], 2, {"Parliament"}, set(), 1),
    ([HANSARD, OriginDocument("Star", wire="AP")], 2, {"Parliament", "AP"}, set(), 2),
    # A document that says it is its outlet's own report.
    (
        [OriginDocument("Star", via="Star"), OriginDocument("Sun", wire="AP")],
        2,
        {"Star", "AP"},
        set(),
        2,
    ),
    # Being credited by others makes no witness of one that does not say where it was told.
    ([OriginDocument("Star"), OriginDocument("Blog", via="Star")], 2, set(), {"Star"}, 1),
    # One outlet, two reports.
    (
        [OriginDocument("Star", wire="AP"), OriginDocument("Star", wire="Reuters")],
        1,
        {"AP", "Reuters"},
        set(),
        2,
    ),
    ([OriginDocument("Star", wire="AP"), OriginDocument("Star")], 1, {"AP"}, set(), 1),
    # By way of a document that does not print the words itself, and of an earlier edition.
    ([OriginDocument("Star", derived_from=OriginDocument("Sun", wire="AP"))], 1, {"AP"}, set(), 1),
    ([OriginDocument("Star", derived_from=OriginDocument("Star", wire="AP"))], 1, {"AP"}, set(), 1),
    ([OriginDocument("Star", derived_from=OriginDocument("Sun"))], 1, {"Sun"}, set(), 1),
    # Whom it credits with the words is nearer than what the rest was made from.
    ([OriginDocument("Star", via="AP", derived_from=OriginDocument("Sun"))], 1, {"AP"}, set(), 1),
]


@pytest.mark.parametrize(("documents", "outlets", "known", "unknown", "at_least"), TABLE)
def test_the_origins_of(documents, outlets, known, unknown, at_least):
    found = independent_origins(documents)
    assert len(found.outlets) == outlets
    assert found.known == known
    assert found.unknown == {frozenset([name]) for name in unknown}
    assert found.at_least == at_least
    assert found.unknown_outlets == len(unknown)


def test_two_that_credit_each_other_are_one_unknown_origin():
    found = origins(OriginDocument("Star", via="Sun"), OriginDocument("Sun", via="Star"))
    assert found.known == set()
    assert found.unknown == {frozenset(["Star", "Sun"])}
    assert (found.at_least, found.unknown_outlets, found.is_exact) == (1, 2, True)


def test_a_ring_that_credits_somebody_outside_has_the_words_from_there():
    ring = (
        OriginDocument("Star", via="Sun"),
        OriginDocument("Sun", via="Star"),
        OriginDocument("Sun", wire="AP"),
    )
    found = origins(*ring)
    assert (found.known, found.unknown) == ({"AP"}, set())


def test_a_ring_round_the_officials_own_words_is_no_origin_beside_them():
    own = OriginDocument("Star", is_primary=True)
    found = origins(own, OriginDocument("Star", via="Sun"), OriginDocument("Sun", via="Star"))
    assert (found.known, found.unknown) == ({"Star"}, set())


def test_an_unknown_outlet_beside_a_known_origin_makes_the_number_a_lower_bound():
    assert not origins(OriginDocument("Star", wire="AP"), OriginDocument("Sun")).is_exact
    assert origins(OriginDocument("Star", wire="AP")).is_exact
    assert not origins(OriginDocument("Star"), OriginDocument("Sun")).is_exact
    assert origins(OriginDocument("Star")).is_exact


# Properties

NAMES = st.sampled_from(["AP", "Reuters", "Star", "Sun", "Mail", "Post", "Blog"])
CREDITED = st.one_of(st.just(""), NAMES)


def documents(below: st.SearchStrategy[OriginDocument | None]) -> st.SearchStrategy[OriginDocument]:
    return st.builds(
        lambda outlet, **fields: OriginDocument(
            outlet, is_agency=outlet in ("AP", "Reuters"), **fields
        ),
        NAMES,
        via=CREDITED,
        wire=CREDITED,
        derived_from=below,
        is_primary=st.sampled_from([False, False, False, True]),
    )


DOCUMENTS = st.lists(documents(st.one_of(st.none(), documents(st.none()))), max_size=8)


@given(DOCUMENTS, st.data())
def test_a_syndicated_copy_never_raises_the_number(
    printed: list[OriginDocument], data: st.DataObject
):
    before = independent_origins(printed)
    there = sorted(before.outlets | before.known)
    assume(there)
    of = data.draw(st.sampled_from(there))
    outlet = data.draw(st.sampled_from(["New", *[name for name in there if name != of]]))
    way = data.draw(st.sampled_from(["via", "wire", "derived_from"]))
    copy = OriginDocument(outlet, **{way: OriginDocument(of) if way == "derived_from" else of})
    after = independent_origins([*printed, copy])
    assert after.at_least <= before.at_least
    assert after.known <= before.known


@given(DOCUMENTS, st.randoms(use_true_random=False))
def test_the_order_does_not_matter(printed: list[OriginDocument], chance: random.Random):
    shuffled = list(printed)
    chance.shuffle(shuffled)
    assert independent_origins(shuffled) == independent_origins(printed)


@given(DOCUMENTS)
def test_the_same_document_twice_changes_nothing(printed: list[OriginDocument]):
    assert independent_origins(printed * 2) == independent_origins(printed)


@given(DOCUMENTS)
def test_the_number_is_1_where_anybody_prints_and_no_more_than_is_credited(printed):
    found = independent_origins(printed)
    assert (found.at_least >= 1) == bool(printed)
    # A document has its words from one origin, so that there are no more origins than documents.
    assert found.at_least <= len(printed)


@given(st.lists(NAMES, unique=True, max_size=7), st.data())
def test_where_each_outlet_prints_one_document_there_are_no_more_origins_than_outlets(names, data):
    printed = [
        OriginDocument(name, via=data.draw(CREDITED), wire=data.draw(CREDITED)) for name in names
    ]
    found = independent_origins(printed)
    assert found.at_least <= len(found.outlets)


@given(st.permutations(["AP", "Star", "Sun", "Mail", "Post"]))
def test_a_ring_of_any_length_is_one_unknown_origin(names):
    ring = [OriginDocument(a, via=b) for a, b in zip(names, [*names[1:], names[0]], strict=True)]
    found = independent_origins(ring)
    assert found.known == set()
    assert found.unknown == {frozenset(names)}


# In words

SENTENCES = [
    ((12, {"AP", "Reuters"}, 0), "Printed by 12 outlets, 2 independent origins."),
    ((1, {"AP"}, 0), "Printed by 1 outlet, 1 independent origin."),
    (
        (9, {"AP", "Reuters"}, 7),
        "Printed by 9 outlets, at least 2 independent origins: 7 outlets do not say where "
        "they got the quotation.",
    ),
    (
        (3, set(), 3),
        "Printed by 3 outlets, at least 1 independent origin: 3 outlets do not say where "
        "they got the quotation.",
    ),
    (
        (1, set(), 1),
        "Printed by 1 outlet, which does not say where it got the quotation.",
    ),
]


@pytest.mark.parametrize(("numbers", "sentence"), SENTENCES)
def test_the_sentence_says_what_is_not_known(numbers, sentence):
    outlets, known, unknown = numbers
    found = Origins(
        frozenset(str(number) for number in range(outlets)),
        frozenset(known),
        frozenset(frozenset([str(number)]) for number in range(unknown)),
    )
    assert in_words(found) == sentence


# On the page of a statement


def loaded(statement: Statement) -> Statement:
    return Statement.objects.with_page().get(pk=statement.pk)


@pytest.fixture
def cited() -> Statement:
    """Printed by two outlets from one agency, by the agency, and by one that says nothing."""
    made = factories.draft()
    agency = factories.outlet("AP", kind=OutletKind.AGENCY)
    sources = [
        factories.source(outlet=factories.outlet("Star"), wire=agency),
        factories.source(outlet=factories.outlet("Sun")),
        factories.source(outlet=agency),
        factories.source(outlet=factories.outlet("Mail")),
    ]
    for position, source in enumerate(sources):
        via = agency if source.outlet.name == "Sun" else None
        factories.citation(made, source=source, via=via, position=position)
    publish(made, EditContext("First published"))
    return made


@pytest.mark.django_db
def test_the_page_says_how_many_print_it_and_from_how_many_origins(client, cited):
    page = client.get(cited.get_absolute_url()).content.decode()
    assert (
        "Printed by 4 outlets, at least 1 independent origin: 1 outlet does not say where "
        "it got the quotation."
    ) in page


@pytest.mark.django_db
def test_it_costs_no_query_beside_those_of_the_page(cited, django_assert_num_queries):
    statement = loaded(cited)
    with django_assert_num_queries(0):
        assert "4 outlets" in origins_line(statement)


@pytest.mark.django_db
def test_a_document_is_traced_through_others_that_do_not_print_the_words(
    django_assert_num_queries,
):
    made = factories.draft()
    reuters = factories.outlet("Reuters")
    first = factories.source(outlet=factories.outlet("First"), wire=reuters)
    second = factories.source(outlet=factories.outlet("Second"), derived_from=first)
    third = factories.source(outlet=factories.outlet("Third"), derived_from=second)
    factories.citation(made, source=third)
    publish(made, EditContext("First published"))
    statement = loaded(made)
    # One, however long the chain is.
    with django_assert_num_queries(1):
        (document,) = printings(statement)
    assert document.derived_from.derived_from.outlet == "First"
    found = independent_origins([document])
    assert (found.known, found.unknown) == ({"Reuters"}, set())


# The examples of docs/origins.md

RECORD = {
    "carney-2025-05-21-complete-the-dome": (24, 6, 18),
    "trump-2025-05-27-61-billion-51st-state": (25, 3, 20),
    "trump-2025-05-20-canada-has-called-us": (16, 5, 11),
}


@pytest.mark.django_db
def test_the_examples_of_the_documentation_are_those_of_the_record(record):
    for slug, numbers in RECORD.items():
        statement = Statement.objects.with_page().get(slug=slug)
        found = independent_origins(printings(statement))
        assert (len(found.outlets), found.at_least, found.unknown_outlets) == numbers, slug
