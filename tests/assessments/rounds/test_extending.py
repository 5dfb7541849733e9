"""More time: for a whole round, for one participant, and for one who has closed already."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from assessments.answering import drafts, submission
from assessments.models import Invitation, Licence, Relationship, Response, Round, Subject
from assessments.rounds import closing, opening
from assessments.rounds.extending import change_dates, extend_subject
from cohorts.models import Cohort
from messaging.letters import letter_for
from messaging.models import Message
from people.models import Person
from tests import cast
from tests.assessments import questionnaire_files
from tests.assessments.open_rounds import answer_all, invitation, named, opened
from tests.conftest import ClientFor
from tests.reading import read


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def parts(name: str, day: date | None) -> dict[str, str]:
    if day is None:
        return {}
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def told(kind: str) -> list[str]:
    return sorted(Message.objects.filter(kind=kind).values_list("to_email", flat=True))


def opened_with_raters(cohort: Cohort) -> Subject:
    """Closes in 21 days; three co-workers, one of whom has answered, and the manager."""
    about = opened(cohort).subjects.get()
    named(about, co_worker=3)
    answer_all(invitation(about, Relationship.CO_WORKER))
    return about


def test_the_close_of_a_round_is_put_off_and_each_waiting_rater_is_told_once(cohort: Cohort) -> None:
    about = opened_with_raters(cohort)

    for _ in range(2):
        change_dates(round_=about.round, closes_on=in_days(30), remind_on=[in_days(25)])

    about.round.refresh_from_db()
    assert (about.round.closes_on, about.round.remind_on) == (in_days(30), [in_days(25)])
    assert told("participant_more_time") == [about.enrolment.person.email]
    assert told("rater_more_time") == [
        "co_worker-2@fenmoor.example",
        "co_worker-3@fenmoor.example",
        "morgan.manager@fenmoor.example",
    ]


def test_somebody_asked_about_two_participants_is_told_of_both_in_one_email(cohort: Cohort) -> None:
    for name in ("Ana Able", "Ben Brisk"):
        cast.enrolled(cohort, name)
    round_ = opened(cohort)

    change_dates(round_=round_, closes_on=in_days(30), remind_on=[])

    assert told("rater_more_time") == ["morgan.manager@fenmoor.example"]
    letter = letter_for(Message.objects.get(kind="rater_more_time"))
    assert letter is not None
    assert letter.subject == "There is more time: 2 colleagues ask for your view"
    assert [paragraph.partition(",")[0] for paragraph in letter.paragraphs[1:3]] == ["Ana Able", "Ben Brisk"]


def test_only_reminders_may_change_and_then_nobody_is_told(cohort: Cohort) -> None:
    about = opened_with_raters(cohort)

    change_dates(round_=about.round, closes_on=about.round.closes_on, remind_on=[in_days(3), in_days(21)])

    about.round.refresh_from_db()
    assert about.round.remind_on == [in_days(3), in_days(21)]
    assert told("participant_more_time") == told("rater_more_time") == []


@pytest.mark.parametrize(
    ("closes", "remind"), [(20, []), (0, []), (-3, []), (30, [0]), (30, [-1]), (30, [31]), (21, [5, 22])]
)
def test_dates_that_cannot_be_are_refused_and_nothing_changes(closes: int, remind: list[int], cohort: Cohort) -> None:
    about = opened_with_raters(cohort)
    before = Round.objects.values_list("closes_on", "remind_on").get()

    with pytest.raises(ValidationError):
        change_dates(round_=about.round, closes_on=in_days(closes), remind_on=[in_days(days) for days in remind])

    assert Round.objects.values_list("closes_on", "remind_on").get() == before
    assert told("rater_more_time") == []


def test_reminders_that_are_over_stay_on_record(cohort: Cohort) -> None:
    about = opened_with_raters(cohort)
    Round.objects.update(remind_on=[in_days(-2), in_days(0), in_days(5)])

    change_dates(round_=about.round, closes_on=in_days(30), remind_on=[in_days(9)])

    assert Round.objects.get().remind_on == [in_days(-2), in_days(0), in_days(9)]


def test_a_participant_with_a_later_day_of_their_own_keeps_it(cohort: Cohort) -> None:
    for name in ("Ana Able", "Ben Brisk"):
        cast.enrolled(cohort, name)
    round_ = opened(cohort)
    ana, ben = round_.subjects.all()
    extend_subject(subject=ana, until=in_days(40))
    extend_subject(subject=ben, until=in_days(25))
    Message.objects.all().delete()

    change_dates(round_=round_, closes_on=in_days(30), remind_on=[])

    assert [subject.closes_on for subject in round_.subjects.select_related("round")] == [in_days(40), in_days(30)]
    assert told("participant_more_time") == [ben.enrolment.person.email]


def test_a_closed_round_has_no_dates_to_change(cohort: Cohort, administrator: Person, client_for: ClientFor) -> None:
    about = opened_with_raters(cohort)
    closing.close(round=about.round)

    with pytest.raises(ValidationError):
        change_dates(round_=about.round, closes_on=in_days(30), remind_on=[])
    page = client_for(administrator).get(reverse("round_dates", args=[about.round_id]), follow=True)
    assert "You can give single participants more time" in page.content.decode()


def test_one_participant_is_given_more_time_and_the_others_close_without_them(cohort: Cohort) -> None:
    for name in ("Ana Able", "Ben Brisk"):
        cast.enrolled(cohort, name)
    round_ = opened(cohort)
    ana, ben = round_.subjects.all()
    extend_subject(subject=ana, until=in_days(28))

    closing.close_due(today=in_days(22))

    ana.refresh_from_db()
    ben.refresh_from_db()
    assert (ana.is_open, ben.is_open, Round.objects.get().is_open) == (True, False, True)
    closing.close_due(today=in_days(29))
    assert not Round.objects.get().is_open


def test_the_page_of_the_round_says_when_it_closes_and_who_has_more_time(
    cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    for name in ("Ana Able", "Ben Brisk"):
        cast.enrolled(cohort, name)
    round_ = opened(cohort)
    ana = round_.subjects.all()[0]
    extend_subject(subject=ana, until=in_days(28))

    def page() -> str:
        return read(client_for(administrator).get(reverse("round", args=[round_.pk])))

    assert "in 21 days" in page()
    assert "in 28 days" not in page()
    assert f"</a> until {date_format(in_days(28), 'j F Y')}." in page().partition("More time is given to ")[2]

    closing.close_due(today=in_days(22))

    assert "in 28 days" in page()
    assert "More time is given to" not in page()


def test_the_same_day_twice_is_as_once(cohort: Cohort) -> None:
    about = opened_with_raters(cohort)

    for _ in range(3):
        extend_subject(subject=about, until=in_days(30))

    assert len(told("participant_more_time")) == 1
    assert len(told("rater_more_time")) == 3


@pytest.mark.parametrize("days", [20, 0, -1])
def test_less_time_than_there_is_is_refused(days: int, cohort: Cohort) -> None:
    about = opened_with_raters(cohort)

    with pytest.raises(ValidationError):
        extend_subject(subject=about, until=in_days(days))


def test_who_has_closed_is_opened_again_for_late_answers(cohort: Cohort) -> None:
    about = opened_with_raters(cohort)
    late = about.invitations.get(email="co_worker-2@fenmoor.example")
    drafts.save_draft(invitation_id=late.pk, ratings={1: 7}, comments={})
    closing.close(round=about.round)
    with pytest.raises(drafts.RoundIsClosedError):
        submission.submit(invitation_id=late.pk)

    extend_subject(subject=about, until=in_days(5))

    about.refresh_from_db()
    assert (about.is_open, about.closes_on, Round.objects.get().is_open) == (True, in_days(5), True)
    answer_all(late)
    assert Response.objects.filter(relationship=Relationship.CO_WORKER).count() == 2
    assert "co_worker-1@fenmoor.example" not in told("rater_more_time")
    assert "co_worker-2@fenmoor.example" in told("rater_more_time")
    closing.close_due(today=in_days(6))
    assert not Round.objects.get().is_open


def test_nobody_is_added_to_a_round_that_is_open_for_late_answers_only(cohort: Cohort) -> None:
    about = opened_with_raters(cohort)
    Round.objects.update(closes_on=in_days(-1))
    closing.close_due()
    extend_subject(subject=about, until=in_days(5))
    cast.enrolled(cohort, "Late Comer")

    with pytest.raises(ValidationError):
        opening.add_people(round_=about.round)


def test_scores_taken_over_from_elsewhere_are_not_opened(
    cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    about = opened_with_raters(cohort)
    closing.close(round=about.round)
    Round.objects.update(instrument=None, source="Another assessment")

    with pytest.raises(ValidationError):
        extend_subject(subject=about, until=in_days(5))
    page = client_for(administrator).get(reverse("subject_extend", args=[about.pk]), follow=True).content.decode()
    assert "taken over from another report" in page
    assert not Round.objects.get().is_open


def test_the_letters_name_the_day_of_that_participant(cohort: Cohort) -> None:
    about = opened_with_raters(cohort)
    extend_subject(subject=about, until=date(2026, 12, 24) if in_days(22) < date(2026, 12, 24) else in_days(22))
    about.refresh_from_db()

    to_participant = letter_for(Message.objects.get(kind="participant_more_time"))
    to_rater = letter_for(Message.objects.filter(kind="rater_more_time").latest("pk"))

    assert to_participant is not None
    assert to_rater is not None
    day = f"{about.closes_on.day} {about.closes_on:%B %Y}"
    assert day in to_participant.text()
    assert day in to_rater.text()
    assert "/r/" in to_rater.url


def test_somebody_who_has_answered_meanwhile_is_not_written_to(cohort: Cohort) -> None:
    about = opened_with_raters(cohort)
    extend_subject(subject=about, until=in_days(30))
    for waiting in about.invitations.waiting():
        answer_all(waiting)

    assert [letter_for(message) for message in Message.objects.filter(kind="rater_more_time")] == [None] * 3


def dates_typed(closes_on: date, first: date | None = None) -> dict[str, str]:
    return parts("closes_on", closes_on) | parts("remind_first", first)


def test_the_page_changes_the_dates(cohort: Cohort, administrator: Person, client_for: ClientFor) -> None:
    about = opened_with_raters(cohort)
    address = reverse("round_dates", args=[about.round_id])

    posted = client_for(administrator).post(address, dates_typed(in_days(30), in_days(9)))

    assert posted.headers["Location"] == reverse("round", args=[about.round_id])
    assert (Round.objects.get().closes_on, Round.objects.get().remind_on) == (in_days(30), [in_days(9)])


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (lambda: dates_typed(in_days(20)), "The closing date can only be put off"),
        (lambda: dates_typed(in_days(-1)), "The closing date must be in the future"),
        (lambda: dates_typed(in_days(190)), "The closing date must be within 6 months from today"),
        (lambda: dates_typed(in_days(30), in_days(31)), "A reminder must be between tomorrow and the closing date"),
        (lambda: dates_typed(in_days(30), in_days(0)), "A reminder must be between tomorrow and the closing date"),
        (lambda: {"closes_on_day": ""}, "Enter the closing date"),
        (lambda: {"closes_on_day": "x" * 300}, "The date must include a month and a year"),
    ],
)
def test_the_page_refuses_dates_in_words(
    typed: Any, sentence: str, cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    about = opened_with_raters(cohort)

    page = client_for(administrator).post(reverse("round_dates", args=[about.round_id]), typed())

    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert Round.objects.get().closes_on == in_days(21)


def test_the_page_of_one_participant_gives_more_time(
    cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    about = opened_with_raters(cohort)
    client = client_for(administrator)
    address = reverse("subject_extend", args=[about.pk])

    refused = client.post(address, parts("until", in_days(20)))
    client.post(address, parts("until", in_days(24)))

    assert "The date must be later than the closing date that it has now" in refused.content.decode()
    about.refresh_from_db()
    assert about.closes_on == in_days(24)


def test_before_opening_again_the_page_says_what_late_answers_can_change(
    cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    about = opened_with_raters(cohort)
    answer_all(invitation(about, Relationship.SELF))
    closing.close(round=about.round)
    client = client_for(administrator)
    address = reverse("subject_extend", args=[about.pk])

    page = client.get(address).content.decode()
    client.post(address, parts("until", in_days(3)))

    assert "nothing changes until at least 3 new answers have come to it" in page
    assert Subject.objects.get().is_open


def test_nobody_else_gives_more_time(
    cohort: Cohort, coach: Person, executive: Person, outsider: Person, client_for: ClientFor
) -> None:
    about = opened_with_raters(cohort)
    addresses = [reverse("round_dates", args=[about.round_id])]
    addresses += [reverse(name, args=[about.pk]) for name in ("subject_extend", "round_subject")]
    for client in map(client_for, (coach, executive, outsider, about.enrolment.person)):
        assert [client.get(address).status_code for address in addresses] == [404] * 3
    assert Invitation.objects.waiting().count() == 4


def licensed_until(cohort: Cohort, last_day: date) -> Subject:
    """A round with an instrument under licence, which closes in 21 days."""
    instrument = questionnaire_files.imported(cohort.organisation, expires_in=21)
    cast.enrolled(cohort)
    about = opening.open_round(cohort=cohort, closes_on=in_days(21), instrument=instrument).subjects.get()
    Licence.objects.update(expires_on=last_day)
    return about


@pytest.mark.parametrize(("page", "field"), [("round_dates", "closes_on"), ("subject_extend", "until")])
def test_more_time_ends_with_the_licence(
    page: str, field: str, cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    about = licensed_until(cohort, in_days(30))
    client = client_for(administrator)
    url = reverse(page, args=[about.round_id if page == "round_dates" else about.pk])

    late = client.post(url, parts(field, in_days(31)))

    said = f"The licence of {about.round.instrument} runs out on {date_format(in_days(30), 'j F Y')}, before the round"
    # Above the form with a link to the field, and beside the field.
    assert late.content.decode().count(said) == 2
    assert f'name="{field}_day"' in late.content.decode()
    about.refresh_from_db()
    assert about.closes_on == in_days(21)
    assert client.post(url, parts(field, in_days(30))).status_code == 302
    assert Subject.objects.get().closes_on == in_days(30)


def test_reminders_can_be_changed_after_the_licence_has_ended(cohort: Cohort) -> None:
    about = licensed_until(cohort, in_days(-1))

    change_dates(round_=about.round, closes_on=in_days(21), remind_on=[in_days(5)])

    with pytest.raises(ValidationError, match="ran out on"):
        extend_subject(subject=about, until=in_days(22))
    about.round.refresh_from_db()
    assert about.round.remind_on == [in_days(5)]
