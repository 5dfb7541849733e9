"""What administrators are told when somebody cannot come to a session."""

from django.conf import settings
from django.utils import timezone

from delivery.models import Invitee
from delivery.replies.answering import KIND
from messaging.letters import Letter, writes
from messaging.models import Message


@writes(KIND)
def session_declined(message: Message) -> Letter | None:
    """None when the person comes after all, or has been told of another date since."""
    invitee_id, sequence = message.about.split(":")
    declined = Invitee.objects.for_page().filter(answer=Invitee.Answer.DECLINED, is_cancelled=False)
    invitee = declined.filter(pk=invitee_id, sequence=sequence).first()
    if invitee is None:
        return None
    session, cohort = invitee.session, invitee.session.cohort
    day = f"{timezone.localtime(invitee.starts_at):%A %-d %B %Y}"
    return Letter(
        subject=f"{invitee.person.name} cannot come to {session.title}",
        greeting=f"Dear {message.to_name},",
        paragraphs=[
            f"{invitee.person.name} cannot come to {session.title} of {cohort.name}, {cohort.programme.name}, on {day}."
        ],
        action="See who comes",
        url=settings.BASE_URL + session.get_absolute_url(),
    )
