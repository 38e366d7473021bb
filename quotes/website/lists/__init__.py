"""Lists of statements: filter form, choices, histogram, cards, the way through the pages."""
