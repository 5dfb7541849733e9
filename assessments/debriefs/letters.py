"""The emails about a report: whose it is and what to do with it, never a word of its content.

Each is written when it is sent, and not at all when it is no longer true.
"""

from django.conf import settings
from django.urls import reverse

from assessments.debriefs import hold, workflow
from assessments.debriefs.workflow import SHOWN_TO_COACH, State
from assessments.models import Debrief
from messaging.letters import Letter, writes
from messaging.models import Message

SIGN_IN = "You will be asked to sign in with this email address."


@writes(workflow.CLOSED)
def has_closed(message: Message) -> Letter | None:
    debrief = _debrief(message)
    if debrief is None or debrief.state == State.RELEASED:
        return None
    coach = debrief.subject.coach
    first = f"{coach.name} reads it first" if coach else "A coach reads it first"
    return Letter(
        subject="Your 360 has closed",
        greeting=f"Hello {debrief.subject.name}",
        paragraphs=[
            f"The {_round(debrief)} has closed. Thank you for taking part.",
            f"Your report has been prepared. {first}, and goes through it with you in a debrief. After that you can "
            "open it, and we email you when you can.",
        ],
        action="See your 360 page",
        url=_own_page(debrief),
        closing=[SIGN_IN],
    )


@writes(workflow.FOR_COACH)
def report_to_debrief(message: Message) -> Letter | None:
    debrief = _with_coach(message)
    if debrief is None or debrief.is_on_hold or debrief.state == State.RELEASED:
        return None
    return Letter(
        subject=f"A 360 report to debrief: {debrief.subject.name}",
        greeting=f"Hello {message.to_name}",
        paragraphs=[
            f"The report of {debrief.subject.name} from the {_round(debrief)} is ready for you to read.",
            f"Please go through it with {debrief.subject.name}. Afterwards record the debrief in Cadre and release the "
            "report: until then they cannot open it.",
        ],
        action="Go to the debrief",
        url=_debrief_page(debrief),
        closing=[SIGN_IN],
    )


@writes(workflow.FOR_PARTICIPANT)
def report_released(message: Message) -> Letter | None:
    debrief = _released(message)
    if debrief is None or debrief.is_on_hold:
        return None
    return Letter(
        subject="Your 360 report is ready for you",
        greeting=f"Hello {debrief.subject.name}",
        paragraphs=[f"You can now read your report from the {_round(debrief)}."],
        action="See your 360 page",
        url=_own_page(debrief),
        closing=[SIGN_IN],
    )


@writes(workflow.CORRECTED)
def report_corrected(message: Message) -> Letter | None:
    debrief = _released(message)
    if debrief is None or debrief.is_on_hold:
        return None
    return Letter(
        subject="There is a corrected 360 report for you",
        greeting=f"Hello {debrief.subject.name}",
        paragraphs=[
            f"Your report from the {_round(debrief)} has been made again, under a new number. Please use the new one: "
            "it takes the place of the one that you have had.",
        ],
        action="See your 360 page",
        url=_own_page(debrief),
        closing=[SIGN_IN],
    )


@writes(hold.HELD_BACK)
def report_on_hold(message: Message) -> Letter | None:
    debrief = _released(message)
    if debrief is None or not debrief.is_on_hold:
        return None
    return Letter(
        subject="Your 360 report is on hold",
        greeting=f"Hello {debrief.subject.name}",
        paragraphs=[
            f"Your report from the {_round(debrief)} is on hold for the moment, and nobody can open it. "
            "We email you when you can read it again.",
            "If you have questions, ask the person who runs your programme.",
        ],
    )


@writes(hold.OPEN_AGAIN)
def hold_lifted(message: Message) -> Letter | None:
    debrief = _released(message)
    if debrief is None or debrief.is_on_hold:
        return None
    return Letter(
        subject="You can read your 360 report again",
        greeting=f"Hello {debrief.subject.name}",
        paragraphs=[f"Your report from the {_round(debrief)} is no longer on hold."],
        action="See your 360 page",
        url=_own_page(debrief),
        closing=[SIGN_IN],
    )


@writes(hold.HELD_BACK_FROM_COACH)
def coach_on_hold(message: Message) -> Letter | None:
    debrief = _with_coach(message)
    if debrief is None or not debrief.is_on_hold:
        return None
    return Letter(
        subject=f"On hold: the 360 report of {debrief.subject.name}",
        greeting=f"Hello {message.to_name}",
        paragraphs=[
            f"The report of {debrief.subject.name} from the {_round(debrief)} is on hold, and nobody can open it. "
            "The page of the debrief says why.",
        ],
        action="Go to the debrief",
        url=_debrief_page(debrief),
        closing=[SIGN_IN],
    )


@writes(hold.OPEN_AGAIN_TO_COACH)
def coach_hold_lifted(message: Message) -> Letter | None:
    debrief = _with_coach(message)
    if debrief is None or debrief.is_on_hold:
        return None
    return Letter(
        subject=f"No longer on hold: the 360 report of {debrief.subject.name}",
        greeting=f"Hello {message.to_name}",
        paragraphs=[f"You can open the report of {debrief.subject.name} from the {_round(debrief)} again."],
        action="Go to the debrief",
        url=_debrief_page(debrief),
        closing=[SIGN_IN],
    )


def _debrief(message: Message) -> Debrief | None:
    found = workflow.debriefs().select_related("subject__round__cohort").filter(pk=int(message.about))
    return found.first()


def _released(message: Message) -> Debrief | None:
    debrief = _debrief(message)
    return debrief if debrief and debrief.state == State.RELEASED else None


def _with_coach(message: Message) -> Debrief | None:
    """Find the debrief if the addressee is still its coach."""
    debrief = _debrief(message)
    if debrief is None or debrief.state not in SHOWN_TO_COACH or debrief.subject.coach is None:
        return None
    return debrief if debrief.subject.coach.email == message.to_email else None


def _round(debrief: Debrief) -> str:
    round = debrief.subject.round
    return f"{round.get_kind_display().lower()} 360 of {round.cohort}"


def _own_page(debrief: Debrief) -> str:
    return f"{settings.BASE_URL}{reverse('my_assessment', args=[debrief.pk])}"


def _debrief_page(debrief: Debrief) -> str:
    return f"{settings.BASE_URL}{reverse('debrief', args=[debrief.pk])}"
