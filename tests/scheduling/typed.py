"""What somebody types into the fields of a form."""


def day(field: str, text: str) -> dict[str, str]:
    """A date as 26/10/2026 in its three boxes; nothing in them for ""."""
    parts = text.split("/") if text else ["", "", ""]
    return {f"{field}_{part}": value for part, value in zip(("day", "month", "year"), parts, strict=True)}
