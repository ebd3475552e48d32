NOT_PERSONAL = {
    "strategy.Strategy": ["slug", "name", "valid_from", "valid_to", "source"],
    "strategy.Priority": ["strategy", "slug", "name", "summary", "position", "is_sensitive"],
}
