"""Keyness: by how much a word is more frequent in some texts than in others."""

from math import log

# A word with less is as likely by chance once in a thousand (chi-square of one degree of freedom).
SIGNIFICANT = 10.83


def log_likelihood(own: int, own_total: int, others: int, others_total: int) -> float:
    """The log-likelihood ratio G² of a word (Dunning 1993), from the texts that have it.

    ``own`` of ``own_total`` texts have it, and ``others`` of ``others_total`` to compare with. It
    is negative where the word is rarer in the first, and 0 where there is nothing to compare.
    """
    whole = own_total + others_total
    found = own + others
    if not own_total or not others_total or not found:
        return 0.0
    expected_own = own_total * found / whole
    expected_others = others_total * found / whole
    ratio = 2 * (_term(own, expected_own) + _term(others, expected_others))
    # The texts that lack it count as well, as in any table of two rows and two columns.
    lacking = whole - found
    if lacking:
        ratio += 2 * (
            _term(own_total - own, own_total * lacking / whole)
            + _term(others_total - others, others_total * lacking / whole)
        )
    return ratio if own * others_total >= others * own_total else -ratio


def _term(observed: int, expected: float) -> float:
    return observed * log(observed / expected) if observed else 0.0
