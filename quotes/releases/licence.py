"""The licence of a release: of the compilation, and not of the words that it quotes."""

NAME = "CC-BY-4.0"
TITLE = "Creative Commons Attribution 4.0 International"
URL = "https://creativecommons.org/licenses/by/4.0/legalcode"

COVERS = (
    "The licence is of the compilation: the selection and arrangement of the statements, their "
    "dates, topics and offices, the descriptions of sources, the notes and the paraphrases. Not "
    "licensed are the words that the record quotes and the titles of the sources. They remain "
    "those of the people who said or wrote them and of the publications that printed them."
)
