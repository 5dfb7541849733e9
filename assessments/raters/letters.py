"""The emails to raters, and to participants about their raters."""

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format

from assessments.models import Invitation, RaterChange, Relationship, Removal, Subject
from assessments.raters import approving, audit, declining, inviting
from messaging.letters import Letter, writes
from messaging.models import Message

TWELVE_MINUTES = "It takes about 12 minutes. You can stop and go on later, on any device, with the same link."


def closing_day(subject: Subject) -> str:
    return date_format(subject.closes_on, "j F Y")


def _is_sent(kind: str, invitation: Invitation) -> bool:
    """Whether the invitation is to be sent.

    A page lists first invitations. Leaving one out because its rater has answered would reveal that, so it is sent.
    """
    if kind == inviting.KIND and invitation.relationship != Relationship.MANAGER and invitation.is_answered:
        return True
    return invitation.state in declining.WAITING


@writes(inviting.KIND)
@writes(inviting.REPLACEMENT_KIND, unlisted=True)
def ask_rater(message: Message) -> Letter | None:
    invitation = Invitation.objects.for_letters().filter(pk=message.about).first()
    if invitation is None or not invitation.subject.is_open or not _is_sent(message.kind, invitation):
        return None
    subject = invitation.subject
    return Letter(
        subject=f"{subject.name} asks for your view",
        greeting=f"Hello {invitation.name}",
        paragraphs=[
            f"{subject.name} is on the leadership programme {subject.round.cohort.programme} at "
            f"{subject.organisation}, and asks you {_as_whom(invitation)} how you see them lead. "
            f"Cadre is the service with which {subject.organisation} runs the programme.",
            TWELVE_MINUTES,
            f"Please answer by {closing_day(subject)}. Before you start, we show who will see what.",
        ],
        action="Read more and start",
        url=inviting.make_link(invitation),
        closing=[
            "The link is yours alone. Please do not forward it.",
            "If you would rather not answer, open the link and say so: then nobody reminds you.",
            f"If this is not for you, please tell {subject.name}: {subject.enrolment.person.email}.",
        ],
    )


def _as_whom(invitation: Invitation) -> str:
    if invitation.relationship == Relationship.MANAGER:
        return "as their manager"
    if invitation.relationship == Relationship.DIRECT_REPORT:
        return "as somebody who reports to them"
    if invitation.relationship == Relationship.CO_WORKER:
        return "as a co-worker"
    return "as somebody who works with them"


@writes(declining.DECLINED)
def say_who_declined(message: Message) -> Letter | None:
    invitations = Invitation.objects.select_related("subject__enrolment__person", "subject__round")
    invitation = invitations.filter(pk=message.about, state=Invitation.State.DECLINED, subject__state="open").first()
    if invitation is None:
        return None
    return Letter(
        subject=f"{invitation.name} would rather not answer",
        greeting=f"Hello {invitation.subject.name}",
        paragraphs=[
            f"{invitation.name}, whom you asked how they see you lead, would rather not answer. "
            f"The reason given: “{invitation.get_decline_reason_display()}”.",
            f"That is their right, and needs no answer. You can ask somebody else in their place until "
            f"{closing_day(invitation.subject)}.",
        ],
        action="See your raters",
        url=_raters_page(invitation.subject),
        closing=["You will be asked to sign in with this email address."],
    )


@writes(approving.REMOVED)
def say_who_was_removed(message: Message) -> Letter | None:
    removals = Removal.objects.select_related("subject__enrolment__person", "subject__round")
    removal = removals.filter(pk=message.about, subject__state="open").first()
    if removal is None:
        return None
    return Letter(
        subject=f"{removal.name} is not going to be asked",
        greeting=f"Hello {removal.subject.name}",
        paragraphs=[
            f"You named {removal.name} as a rater. An administrator of the programme has decided not to ask them, "
            "and says why:",
            f"“{removal.reason}”",
            "They have had no email about it. You can name somebody else in their place.",
        ],
        action="See your raters",
        url=_raters_page(removal.subject),
        closing=["You will be asked to sign in with this email address."],
    )


@writes(audit.MOVED, unlisted=True)
def say_who_was_moved(message: Message) -> Letter | None:
    """Tell the old address, in the same words whether or not it has answered."""
    changes = RaterChange.objects.select_related("subject__enrolment__person__user", "subject__enrolment__person")
    change = changes.filter(pk=message.about).first()
    if change is None:
        return None
    subject = change.subject
    return Letter(
        subject=f"You are no longer asked at this address about {subject.name}",
        greeting=f"Hello {change.from_name}",
        paragraphs=[
            f"You are no longer asked at this address how you see {subject.name} lead: your request goes to another "
            "address.",
            "A link in an earlier email no longer works. If you have answered, your answer stays in.",
        ],
        closing=[f"If you did not expect this, please tell {subject.name}: {subject.enrolment.person.email}."],
    )


def _raters_page(subject: Subject) -> str:
    return f"{settings.BASE_URL}{reverse('name_raters', args=[subject.pk])}"
