"""The small words of English and French: they stand in every text and tell none from another."""

from collections.abc import Iterable

from quotes.text.folding import search_fold

_SMALL = frozenset(
    """
    a about after all also am an and any are as at be because been before being but by can could did
    do does for from had has have he her here him his how i if in into is it its just me more my no
    not now of off on one or our out over own so some such than that the their them then there these
    they this those to too under up us very was we were what when where which who will with would
    you your
    don't doesn't didn't isn't aren't wasn't weren't won't can't cannot i'm i've i'll i'd it's
    that's we're we've we'll we'd you're you've you'll they're they've they'll he's she's there's
    here's s t re ve ll d m

    à afin ai ainsi alors après as au aussi aux avec avez avoir avons bien car ce cela ces cet cette
    ceux chez comme dans de des donc du elle elles en est et été être eu fait ici il ils je la le
    les leur leurs lui ma mais me mes moi mon n ne nos notre nous on ont ou où par pas plus pour qu
    quand que qui sa sans se ses si son sont sous sur ta te tes tout très tu un une vos votre vous y
    c j l
    """.split()
)
SMALL = frozenset(search_fold(word) for word in _SMALL)


def telling(words: Iterable[str]) -> list[str]:
    """The words, folded (`search_fold`), that tell a text from another."""
    return [word for word in words if word not in SMALL]
