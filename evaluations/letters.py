"""The email that invites a participant to evaluate a session."""

from django.conf import settings
from django.urls import reverse

from evaluations.invitations import KIND, PURPOSE, invitation_by_target
from messaging import links
from messaging.letters import Letter, writes
from messaging.models import Message


@writes(KIND)
def ask_for_evaluation(message: Message) -> Letter | None:
    """Write the invitation, or None if the session was moved or cancelled.

    People who have answered meanwhile get it too. Otherwise a failed email would disappear from the list of emails.
    """
    invitation = invitation_by_target(message.about)
    if invitation is None or not invitation.session.was_held:
        return None
    token = links.make(purpose=PURPOSE, target=message.about)
    return Letter(
        subject=f"How was {invitation.session.title}? One minute, please",
        greeting=f"Dear {invitation.enrolment.person.name},",
        paragraphs=[
            f"{invitation.session.title} of {invitation.session.cohort.programme.name} is over. "
            "Please tell us how it was: one score, and two questions that you may leave empty. It takes about a minute."
        ],
        action="Say how it was",
        url=settings.BASE_URL + reverse("evaluate_link", args=[token]),
        closing=[
            "The link is yours alone: please do not pass it on.",
            "Your score is shown only as part of the whole group's, and only when 3 or more people have answered.",
        ],
    )
