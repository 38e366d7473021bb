"""How rightly quotations are found in articles whose statements people have marked.

`documents` reads and writes the neutral form, `scoring` counts, `classes` says what makes a
quotation hard, `report` prints, and ``python -m bench.extraction`` runs the extraction.
"""
