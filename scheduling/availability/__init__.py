"""When venues, organisations and people are available."""
