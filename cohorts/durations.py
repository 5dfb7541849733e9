def time_words(minutes: int) -> str:
    """7 hours 30 minutes."""
    hours, rest = divmod(minutes, 60)
    parts = [(hours, "hour"), (rest, "minute")]
    return " ".join(f"{count} {unit}{'s' if count > 1 else ''}" for count, unit in parts if count)
