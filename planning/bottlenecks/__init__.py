"""What holds the city back: the smallest fixes, and how many more places each lets be filled."""
