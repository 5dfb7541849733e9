"""The emails that ask participants to name raters, remind, and give more time."""

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format

from assessments.models import Invitation, Relationship, Round, Subject
from assessments.raters import inviting
from assessments.raters.letters import closing_day
from assessments.rounds import extending, opening, reminding
from messaging.letters import Letter, writes
from messaging.models import Message

DAY = "l j F Y"

SIGN_IN = "You will be asked to sign in with this email address."

WHAT_IT_TAKES = "Each takes about 12 minutes. You can stop and go on later, on any device."


@writes(opening.ASK_TO_NAME)
def ask_to_name_raters(message: Message) -> Letter | None:
    subject = _open_subject(message)
    if subject is None:
        return None
    return Letter(
        subject="Your 360: name your raters and rate yourself",
        greeting=f"Hello {subject.name}",
        paragraphs=[
            f"The 360 of {subject.round.cohort.programme} is open until {closing_day(subject)}.",
            "There are 2 things to do. First, name the people who will be asked how they see you lead: at least "
            f"{subject.round.least_in_group} in each of 2 groups. The sooner you do, the more time they have. "
            "Then rate yourself, which takes about 12 minutes.",
        ],
        action="Go to your 360",
        url=_own_page(subject),
        closing=[SIGN_IN],
    )


@writes(reminding.REMIND_RATER, unlisted=True)
def remind_rater(message: Message) -> Letter | None:
    waiting = waiting_invitations(message)
    if not waiting:
        return None
    return _to_rater(message, waiting, subject=f"A reminder: {_asks(waiting)}")


@writes(reminding.MORE_TIME, unlisted=True)
def tell_rater_of_more_time(message: Message) -> Letter | None:
    waiting = waiting_invitations(message)
    if not waiting:
        return None
    return _to_rater(message, waiting, subject=f"There is more time: {_asks(waiting)}")


def waiting_invitations(message: Message) -> list[Invitation]:
    """List the address's unanswered invitations in the organisation, the soonest to close first."""
    invitations = (
        Invitation.objects.for_letters()
        .waiting()
        .filter(
            email=message.to_email,
            subject__state=Round.State.OPEN,
            subject__round__cohort__programme__organisation=message.organisation_id,
        )
    )
    others = invitations.exclude(relationship=Relationship.SELF)
    return sorted(others, key=lambda invitation: (invitation.subject.closes_on, invitation.subject.name))


def _asks(waiting: list[Invitation]) -> str:
    first = waiting[0].subject.name
    return f"{first} asks for your view" if len(waiting) == 1 else f"{len(waiting)} colleagues ask for your view"


def _to_rater(message: Message, waiting: list[Invitation], *, subject: str) -> Letter:
    return Letter(
        subject=subject,
        greeting=f"Hello {message.to_name}",
        paragraphs=[
            "You have been asked how you see somebody lead, and your answers are not in yet:",
            *(f"{asked.subject.name}, until {date_format(asked.subject.closes_on, DAY)}" for asked in waiting),
            WHAT_IT_TAKES,
        ],
        action="Read more and start",
        url=inviting.make_link(waiting[0]),
        closing=[
            "The link is yours alone. Please do not forward it. Before you start, we show who will see what.",
            "If you would rather not answer, you can say so there.",
        ],
    )


@writes(reminding.REMIND_PARTICIPANT)
def remind_participant(message: Message) -> Letter | None:
    subject = _open_subject(message)
    if subject is None:
        return None
    wanted = _still_wanted(subject)
    if not wanted:
        return None
    return Letter(
        subject="A reminder: your 360",
        greeting=f"Hello {subject.name}",
        paragraphs=[*wanted, f"It is open until {date_format(subject.closes_on, DAY)}."],
        action="Go to your 360",
        url=_own_page(subject),
        closing=[SIGN_IN],
    )


def _still_wanted(subject: Subject) -> list[str]:
    wanted = []
    least = subject.round.least_in_group
    if not subject.has_named_raters:
        wanted.append(
            "Please name your raters. A group is only shown by itself in your report when at least "
            f"{least} people in it answer, so name at least {least} in each of 2 groups."
        )
    if subject.invitations.waiting().filter(relationship=Relationship.SELF).exists():
        wanted.append("Please rate yourself. It takes about 12 minutes, and you can stop and go on later.")
    return wanted


@writes(extending.MORE_TIME_OWN)
def tell_participant_of_more_time(message: Message) -> Letter | None:
    subject = _open_subject(message)
    if subject is None:
        return None
    day = date_format(subject.closes_on, DAY)
    return Letter(
        subject="There is more time for your 360",
        greeting=f"Hello {subject.name}",
        paragraphs=[
            f"Your raters can answer until the end of {day}. Those who have not answered yet are told so too.",
            *_still_wanted(subject),
        ],
        action="Go to your 360",
        url=_own_page(subject),
        closing=[SIGN_IN],
    )


def _open_subject(message: Message) -> Subject | None:
    subjects = Subject.objects.open().select_related("enrolment__person__user", "round__cohort__programme")
    return subjects.filter(pk=message.about).first()


def _own_page(subject: Subject) -> str:
    return f"{settings.BASE_URL}{reverse('my_assessment', args=[subject.pk])}"
