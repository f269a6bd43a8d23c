"""PUBLIC: tests that others publish figures for. The data are never in this repository."""
