"""Invitations of raters by email, each with a personal link."""

from django.conf import settings
from django.urls import reverse

from assessments.answering.invitations import LINK_PURPOSE
from assessments.models import Invitation, Subject
from messaging import links, outbox
from messaging.models import Message

KIND = "rater_invitation"

# The email to a rater's replacement. It is not sent if the rater has answered, so no page lists it.
REPLACEMENT_KIND = "rater_invitation_again"

KINDS = (KIND, REPLACEMENT_KIND)


def invite(subject: Subject, *, kind: str = KIND) -> int:
    """Queue the email to each rater of the subject who has not had one queued, and return how many there are.

    The replacement of a rater who has answered gets a message too, though it is never sent: the request then takes
    equally long either way.
    """
    raters = {message_key(invitation): invitation for invitation in subject.invitations.asked_by_email().counted()}
    owed = Message.objects.filter(key__in=raters).values_list("key", flat=True)
    new = {key: raters[key] for key in raters.keys() - set(owed)}
    for key, invitation in new.items():
        outbox.owe(
            kind=kind,
            key=key,
            organisation=subject.organisation,
            to_name=invitation.name,
            to_email=invitation.email,
            about=str(invitation.pk),
        )
    return len(new)


def message_key(invitation: Invitation) -> str:
    return f"{KIND}:{invitation.pk}"


def make_link(invitation: Invitation) -> str:
    """Make a new link, for the text of an email and nothing else."""
    token = links.make(purpose=LINK_PURPOSE, target=str(invitation.pk))
    return f"{settings.BASE_URL}{reverse('rate', args=[token])}"


def hide_message(invitation: Invitation) -> None:
    """Hide the message from all pages, because whether it is sent may now depend on who has answered."""
    Message.objects.filter(key=message_key(invitation)).update(kind=REPLACEMENT_KIND)


def withdraw(invitation: Invitation) -> None:
    """Stop asking a rater: void the link, withdraw an unsent email, and delete the invitation with its draft."""
    links.void(purpose=LINK_PURPOSE, target=str(invitation.pk))
    outbox.withdraw(key=message_key(invitation))
    invitation.delete()
