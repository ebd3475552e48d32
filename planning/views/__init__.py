"""Officers' pages about the whole city at once."""
