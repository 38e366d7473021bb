"""Text directives for words that stand in a captured text, from `context` and `directive`."""

from quotes.text.fragments import context, directive


def text_directive(text: str, start: int, end: int) -> str | None:
    """The directive to ``text[start:end]``, or None where no context makes it unique."""
    found = context(text, start, end)
    return directive(text[start:end], *found) if found else None
