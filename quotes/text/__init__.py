"""Text as sources print it: folding, tokens, differences, quotation marks, fragments, languages."""
