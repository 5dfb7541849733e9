"""What a report needs beyond its own subject: how far raters differ in the round, and what was there before."""

from collections.abc import Iterable, Mapping
from math import ceil
from typing import Any

from assessments.models import Debrief, Instrument, Invitation, KnownAddress, Relationship, Release, Round, Subject
from assessments.reports.cohort.profile_arithmetic import LEAST
from assessments.reports.individual import reliable_change
from assessments.results import disclosure
from assessments.results.scoring import USUAL_RATER_SD, Rating, practice_sum, rater_sd
from assessments.results.values import Answers, thaw
from reports.kinds import Content

# The scale on which USUAL_RATER_SD stands: 1 to 10.
USUAL_WIDTH = 9
LAST_FROZEN = "document__content__rater_sd"


def rater_sd_of(round: Round) -> int:
    """How far raters of the same person differ, in points of a practice: the same for every report of the round.

    It is worked out at the first close, from whoever is closed by then, and stays.
    """
    released = Release.objects.filter(subject__round=round, document__content__has_key="rater_sd")
    known: int | None = released.order_by("pk").values_list(LAST_FROZEN, flat=True).first()
    return known or _worked_out(round)


def rater_sd_in(content: Content) -> int:
    """The same, as it stands in a report that is frozen."""
    frozen: int = content.get("rater_sd", USUAL_RATER_SD)
    return frozen


def _worked_out(round: Round) -> int:
    if round.instrument is None:
        return USUAL_RATER_SD
    width = round.instrument.highest - round.instrument.lowest
    places = _places(round.instrument)
    closed = round.subjects.filter(state=Round.State.CLOSED).prefetch_related("responses")
    by_subject = [_scores(subject, round.least_in_group, places) for subject in closed]
    rated = [scores for scores in by_subject if any(scores)]
    # Of fewer it would tell how far the raters of one lie apart.
    told = rated if len(rated) >= LEAST else []
    usual = [[float(score * USUAL_WIDTH / width) for score in one] for scores in told for one in scores]
    return max(1, ceil(rater_sd(usual) * width / USUAL_WIDTH))


def _places(instrument: Instrument) -> list[list[int]]:
    """For each practice, where its six ratings stand in a response."""
    found: dict[str, list[int]] = {}
    for place, practice in enumerate(instrument.statements.values_list("practice", flat=True)):
        found.setdefault(practice, []).append(place)
    return list(found.values())


def _scores(subject: Subject, least: int, places: Iterable[list[int]]) -> list[list[Any]]:
    """For each practice, the scores given by the raters of the groups that are shown."""
    answers = [Answers(each.relationship, each.ratings, each.comments) for each in subject.responses.all()]
    groups = [group for group in disclosure.shown_groups(answers, least) if group.is_guarded]
    raters: list[list[Rating]] = [list(each.ratings) for group in groups for each in group.answers]
    every = [[practice_sum([ratings[at] for at in six]) for ratings in raters] for six in places]
    return [[score for score in scores if score is not None] for scores in every]


def change_of(subject: Subject, round: Round, result: Mapping[str, Any], *, now_sd: int) -> dict[str, Any] | None:
    """What has changed since the baseline of the same cohort, frozen; nothing when there is none to compare with."""
    before = _baseline(subject, round)
    if before is None:
        return None
    content = before.document.content
    found = reliable_change.change(
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


def _baseline(subject: Subject, round: Round) -> Release | None:
    """The latest release of the participant's baseline, once they have it and while it is not on hold.

    Until then nothing of it may be told: not here either.
    """
    if round.kind != Round.Kind.REASSESSMENT:
        return None
    releases = Release.objects.filter(
        subject__enrolment=subject.enrolment_id, subject__round__kind=Round.Kind.BASELINE
    ).filter(subject__debrief__state=Debrief.State.RELEASED, subject__debrief__is_on_hold=False)
    return releases.select_related("document", "subject__round__instrument").order_by("-number").first()


def is_same_questionnaire(one: Round, other: Round) -> bool:
    """The same version was asked twice, or the scores of one come from a report on what was asked in the other."""
    if one.instrument and other.instrument:
        return one.instrument == other.instrument
    names = {each.source or each.questionnaire.name for each in (one, other)}
    return len({name.casefold() for name in names}) == 1


def _overlap(before: Subject, now: Subject) -> reliable_change.Overlap | None:
    then, today = _asked(before), _asked(now)
    if not then or not today:
        return None
    known = KnownAddress.objects.filter(organisation=now.organisation).values_list("address", "same_as")
    return reliable_change.overlap(then, today, dict(known))


def _asked(subject: Subject) -> list[str]:
    """Whom the subject asked, whether or not they answered."""
    asked = Invitation.objects.filter(subject=subject).exclude(relationship=Relationship.SELF)
    return list(asked.exclude(state=Invitation.State.PROPOSED).values_list("email", flat=True))
