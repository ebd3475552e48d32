"""The pages of matching: a role as officers see it, and a volunteer's own offers and places."""
