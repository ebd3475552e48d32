"""The parts of the score as plain rules: one person and one role at a time, with words."""
