"""The gates as SQL over everybody who is registered."""
