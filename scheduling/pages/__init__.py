"""Pages that show plans, sessions and releases together."""
