"""Officers' pages of plans."""
