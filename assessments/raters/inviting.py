"""Asking raters: each is owed one email with a personal link of their own."""

from django.conf import settings
from django.urls import reverse

from assessments.answering.invitations import LINK_PURPOSE
from assessments.models import Invitation, Subject
from messaging import links, outbox
from messaging.models import Message

KIND = "rater_invitation"

# The email to whoever is put in a rater's place: not sent where the rater has answered, so it stands on no page.
AGAIN = "rater_invitation_again"

KINDS = (KIND, AGAIN)


def invite(subject: Subject, *, kind: str = KIND) -> int:
    """Owe the email to each rater of the subject who has not been owed it yet; answers how many they are.

    To whoever stands in the place of an answer too, though it is not sent: as much is done, and takes as long.
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
    """A fresh link, for the text of an email and for nothing else."""
    token = links.make(purpose=LINK_PURPOSE, target=str(invitation.pk))
    return f"{settings.BASE_URL}{reverse('rate', args=[token])}"


def unlist(invitation: Invitation) -> None:
    """What becomes of the email from now on may hang on who has answered, so it stands on no page."""
    Message.objects.filter(key=message_key(invitation)).update(kind=AGAIN)


def take_back(invitation: Invitation) -> None:
    """The rater is no longer asked: their link is void, their email not sent, and what they began is gone."""
    links.void(purpose=LINK_PURPOSE, target=str(invitation.pk))
    outbox.withdraw(key=message_key(invitation))
    invitation.delete()
