"""What is said of a diary that cannot be read."""


class UnreadableDiaryError(Exception):
    """Its message is a sentence for whoever gave us the file."""


class EntryError(Exception):
    """One entry cannot be read; its message ends the sentence "1 entry ..."."""
