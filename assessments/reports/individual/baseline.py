"""What a report needs beyond its own answers: the spread of raters in the round, and the baseline."""

from collections.abc import Iterable, Mapping
from math import ceil
from typing import Any

from assessments.models import Debrief, Instrument, Invitation, KnownAddress, Relationship, Release, Round, Subject
from assessments.reports.individual import reliable_change
from assessments.results import disclosure
from assessments.results.scoring import USUAL_RATER_SD, Rating, practice_sum, rater_sd
from assessments.results.values import Answers, thaw
from reports.kinds import Content

# USUAL_RATER_SD is on a scale of 1 to 10.
USUAL_WIDTH = 9
FROZEN_RATER_SD = "document__content__rater_sd"


def rater_sd_of(round: Round) -> int:
    """Return the standard deviation among raters of one person, in points of a practice, for all reports of a round.

    It is estimated at the first close, from the subjects who are closed by then, and never changes.
    """
    released = Release.objects.filter(subject__round=round, document__content__has_key="rater_sd")
    known: int | None = released.order_by("pk").values_list(FROZEN_RATER_SD, flat=True).first()
    return known or _estimate_rater_sd(round)


def rater_sd_in(content: Content) -> int:
    """Read the standard deviation from a frozen report."""
    frozen: int = content.get("rater_sd", USUAL_RATER_SD)
    return frozen


def _estimate_rater_sd(round: Round) -> int:
    if round.instrument is None:
        return USUAL_RATER_SD
    width = round.instrument.highest - round.instrument.lowest
    places = _places(round.instrument)
    closed = round.subjects.filter(state=Round.State.CLOSED).prefetch_related("responses")
    by_subject = [_scores(subject, round.least_in_group, places) for subject in closed]
    rated = [scores for scores in by_subject if any(scores)]
    # With fewer subjects it would reveal how far the raters of one differ.
    enough = rated if len(rated) >= disclosure.LEAST_FOR_SPREAD else []
    usual = [[float(score * USUAL_WIDTH / width) for score in one] for scores in enough for one in scores]
    return max(1, ceil(rater_sd(usual) * width / USUAL_WIDTH))


def _places(instrument: Instrument) -> list[list[int]]:
    """Return the positions of each practice's six ratings in a response."""
    found: dict[str, list[int]] = {}
    for place, practice in enumerate(instrument.statements.values_list("practice", flat=True)):
        found.setdefault(practice, []).append(place)
    return list(found.values())


def _scores(subject: Subject, least: int, places: Iterable[list[int]]) -> list[list[Any]]:
    """Return the scores on each practice by the raters of the groups that are shown."""
    answers = [Answers(each.relationship, each.ratings, each.comments) for each in subject.responses.all()]
    groups = [group for group in disclosure.shown_groups(answers, least) if group.is_guarded]
    raters: list[list[Rating]] = [list(each.ratings) for group in groups for each in group.answers]
    every = [[practice_sum([ratings[at] for at in six]) for ratings in raters] for six in places]
    return [[score for score in scores if score is not None] for scores in every]


def change_since_baseline(
    subject: Subject, round: Round, result: Mapping[str, Any], *, now_sd: int
) -> dict[str, Any] | None:
    """Return the frozen change since the cohort's baseline; None when there is none to compare with."""
    before = _baseline_release(subject, round)
    if before is None:
        return None
    content = before.document.content
    found = reliable_change.compare_results(
        thaw(before.result),
        thaw(result),
        before_sd=rater_sd_in(content),
        now_sd=now_sd,
        before_on=content.get("closed_on", before.subject.round.closes_on.isoformat()),
        before_number=before.document.number,
        overlap=_overlap(before.subject, subject),
        is_comparable=is_same_questionnaire(before.subject.round, round),
    )
    return found.frozen()


def _baseline_release(subject: Subject, round: Round) -> Release | None:
    """Find the latest release of the participant's baseline, once they have it and while it is not on hold.

    Before that, nothing of it may be shown here either.
    """
    if round.kind != Round.Kind.REASSESSMENT:
        return None
    releases = Release.objects.filter(
        subject__enrolment=subject.enrolment_id, subject__round__kind=Round.Kind.BASELINE
    ).filter(subject__debrief__state=Debrief.State.RELEASED, subject__debrief__is_on_hold=False)
    return releases.select_related("document", "subject__round__instrument").order_by("-number").first()


def is_same_questionnaire(one: Round, other: Round) -> bool:
    """Whether both rounds used the same questionnaire, be it here or in a report whose scores were taken over."""
    if one.instrument and other.instrument:
        return one.instrument == other.instrument
    names = {each.source or each.questionnaire.name for each in (one, other)}
    return len({name.casefold() for name in names}) == 1


def _overlap(before: Subject, now: Subject) -> reliable_change.Overlap | None:
    then, today = _asked_addresses(before), _asked_addresses(now)
    if not then or not today:
        return None
    known = KnownAddress.objects.filter(organisation=now.organisation).values_list("address", "same_as")
    return reliable_change.overlap(then, today, dict(known))


def _asked_addresses(subject: Subject) -> list[str]:
    """Return the addresses that the subject asked, whether or not they answered."""
    asked = Invitation.objects.filter(subject=subject).exclude(relationship=Relationship.SELF)
    return list(asked.exclude(state=Invitation.State.PROPOSED).values_list("email", flat=True))
