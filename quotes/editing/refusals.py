"""Why an act was not done."""

from collections.abc import Iterable


class Refused(Exception):
    """Nothing was written; ``sentences`` say why, one for each reason."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self.sentences = list(sentences)
        super().__init__(" ".join(self.sentences))
