"""A session to come, somebody invited to it, and the emails that their diary sends."""

from email.message import EmailMessage

from scheduling.models import Invitee
from tests.scheduling.ics.diaries import diary, entry


def reply_of(invitee: Invitee, answer: str = "ACCEPTED", sequence: int = 0, email: str = "") -> bytes:
    """The calendar that a diary sends back."""
    return diary(
        "METHOD:REPLY",
        entry(
            f"ATTENDEE;CN=Somebody;PARTSTAT={answer}:mailto:{email or invitee.person.email}",
            f"SEQUENCE:{sequence}",
            "DTSTART:20270113T093000Z",
            uid=str(invitee.session.uid),
        ),
    )


def mail_of(calendar: bytes, sender: str) -> bytes:
    mail = EmailMessage()
    mail["From"] = f"Somebody <{sender}>"
    mail["To"] = "leading@fenmoor.example"
    mail["Subject"] = "Accepted: Launch"
    mail.set_content("Somebody has answered your invitation.")
    mail.add_alternative(calendar.decode(), subtype="calendar", params={"method": "REPLY"})
    return mail.as_bytes()
