"""Plans for many roles at once: chosen, worked out in the background, explained, approved and sent."""
