"""Plain values that public pages show: cards, wordings, labels, names, links."""
