"""Dates as an archive knows them: partial (EDTF), relative to a publication, shown in words."""
