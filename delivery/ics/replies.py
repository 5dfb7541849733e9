"""What a diary sends back when somebody answers an invitation (RFC 5546, 3.2.3)."""

from dataclasses import dataclass

from delivery.ics.lines import Component, Property, read

ANSWERS = {"ACCEPTED": "accepted", "TENTATIVE": "tentative", "DECLINED": "declined"}
LONGEST_UID = 255


@dataclass(frozen=True)
class Reply:
    """`answer` is "accepted", "tentative" or "declined"; `email` is the attendee's, in small letters."""

    uid: str
    sequence: int
    email: str
    answer: str


def reply(data: bytes) -> Reply | None:
    """The answer that a file holds, or nothing when it holds something else. Raises UnreadableDiaryError."""
    for calendar in read(data):
        if calendar.value("METHOD").upper() == "REPLY":
            for entry in calendar.all_parts("VEVENT"):
                if found := _answered(entry):
                    return found
    return None


def _answered(entry: Component) -> Reply | None:
    attendees = entry.every("ATTENDEE")
    uid, sequence = entry.value("UID"), entry.value("SEQUENCE") or "0"
    if len(attendees) != 1 or not 0 < len(uid) <= LONGEST_UID or not _is_number(sequence):
        return None
    answer = ANSWERS.get(attendees[0].parameter("PARTSTAT").upper())
    return Reply(uid, int(sequence), _email(attendees[0]), answer) if answer else None


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) < 6


def _email(attendee: Property) -> str:
    return attendee.value.strip().lower()
