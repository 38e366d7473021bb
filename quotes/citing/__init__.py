"""References: bylines, origins, citation styles, formats of reference managers."""
