"""The gates as plain rules: one person and one role at a time, with reasons."""
