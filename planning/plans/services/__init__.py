"""What officers do with a plan: make, solve and cancel it, add rules, approve pairs and send offers."""
