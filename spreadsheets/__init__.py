"""Lists that come in as spreadsheets or pasted text, and go out as files."""
