"""Who debriefs whom: chosen for a round, shared out evenly, and changed with a trail."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import escape

from assessments.debriefs import assign, workflow
from assessments.models import Debrief, DebriefStep, Invitation, KnownAddress, Relationship, Round, Subject
from cohorts.models import Cohort
from messaging.models import Message
from people.models import Organisation, Person, Role, RoleGrant
from tests import cast
from tests.assessments.closed_rounds import full_round, invite
from tests.assessments.debrief_states import COACH, OTHER_COACH, State, closed, come_to, put_on_hold, ravi, state_of
from tests.conftest import ClientFor

NAMES = ["Ana Able", "Ben Brisk", "Cai Calm", "Dee Done", "Eve Early"]


def coach_named(trust: Organisation, name: str, role: Role = Role.COACH) -> Person:
    return cast.member(trust, role, name)


def coaches_of(round: Round) -> dict[str, str]:
    return {subject.name: subject.coach.name if subject.coach else "" for subject in round.subjects.all()}


def test_coaches_and_facilitators_may_debrief_and_nobody_else(trust: Organisation, administrator: Person) -> None:
    both = coach_named(trust, "Bea Both")
    RoleGrant.objects.create(person=both, role=Role.FACILITATOR)
    coach_named(trust, "Fin Facilitator", Role.FACILITATOR)
    coach_named(trust, "Exe Cutive", Role.EXECUTIVE)
    coach_named(cast.trust("Otherside Trust"), "Ozzy Other")
    assert [person.name for person in assign.coaches_of(trust)] == ["Bea Both", "Fin Facilitator"]


def test_they_are_shared_out_evenly_and_nobody_loses_theirs(cohort: Cohort, trust: Organisation) -> None:
    """Five people, three coaches, and one who has two already: the other two coaches get the three that are left."""
    made = full_round(cohort, NAMES)
    ann, bob, cas = (coach_named(trust, name) for name in ("Ann", "Bob", "Cas"))
    made.subjects.filter(enrolment__person__name__in=NAMES[:2]).update(coach=ann)

    chosen = assign.propose_coaches(list(made.subjects.all()), [ann, bob, cas])

    names = {subject.name: chosen[subject.pk] for subject in made.subjects.all()}
    assert names == {"Ana Able": ann, "Ben Brisk": ann, "Cai Calm": bob, "Dee Done": cas, "Eve Early": bob}


def test_nobody_debriefs_themselves(cohort: Cohort, administrator: Person) -> None:
    made = full_round(cohort)
    subject = made.subjects.get()
    RoleGrant.objects.create(person=subject.enrolment.person, role=Role.COACH)
    assert assign.propose_coaches([subject], [subject.enrolment.person]) == {subject.pk: None}
    with pytest.raises(ValidationError, match="cannot debrief Pat Participant"):
        assign.assign(round=made, coaches={subject.pk: subject.enrolment.person}, by=administrator.user)


@pytest.mark.parametrize("who", ["executive", "coach of another trust"])
def test_somebody_without_the_role_here_is_refused(
    who: str, cohort: Cohort, administrator: Person, executive: Person, other_trust: Organisation
) -> None:
    chosen = executive if who == "executive" else coach_named(other_trust, "Ozzy Other")
    subject = full_round(cohort).subjects.get()
    with pytest.raises(ValidationError, match="Choose somebody else"):
        assign.assign(round=subject.round, coaches={subject.pk: chosen}, by=administrator.user)


def test_another_coach_has_the_report_and_the_one_before_no_longer(
    cohort: Cohort, trust: Organisation, administrator: Person
) -> None:
    subject = closed(cohort)[0]
    come_to(State.WITH_COACH, subject)
    olu = coach_named(trust, OTHER_COACH)

    assert assign.assign(round=subject.round, coaches={subject.pk: olu}, by=administrator.user) == 1

    assert list(subject.releases.get().document.shown_to.all()) == [olu]
    step = DebriefStep.objects.get(action="change_coach")
    assert (step.reason, step.by) == ("From Ravi Coach to Olu Othercoach.", administrator.user)
    assert Message.objects.filter(kind="report_to_debrief").latest("pk").to_email == olu.email
    assert assign.assign(round=subject.round, coaches={subject.pk: olu}, by=administrator.user) == 0


def test_while_it_is_on_hold_a_new_coach_has_nothing_yet(
    cohort: Cohort, trust: Organisation, administrator: Person
) -> None:
    subject = closed(cohort)[0]
    come_to(State.WITH_COACH, subject)
    put_on_hold(subject)
    assign.assign(round=subject.round, coaches={subject.pk: coach_named(trust, OTHER_COACH)}, by=administrator.user)
    assert not subject.releases.get().document.shown_to.exists()
    assert Message.objects.filter(kind="report_to_debrief").count() == 1


@pytest.mark.parametrize(("state", "refused"), [(State.PREPARED, False), (State.WITH_COACH, True), (State.HELD, True)])
def test_a_report_that_a_coach_has_keeps_one(
    state: Debrief.State, refused: bool, cohort: Cohort, administrator: Person
) -> None:
    subject = closed(cohort)[0]
    come_to(state, subject)
    taken_away = {subject.pk: None}
    if refused:
        with pytest.raises(ValidationError, match="Choose another coach for it"):
            assign.assign(round=subject.round, coaches=taken_away, by=administrator.user)
    else:
        assign.assign(round=subject.round, coaches=taken_away, by=administrator.user)
    subject.refresh_from_db()
    assert (subject.coach is not None) == refused
    assert state_of(subject) == state


# The page


def test_an_administrator_chooses_for_the_whole_round_on_one_page(
    cohort: Cohort, trust: Organisation, administrator: Person, client_for: ClientFor
) -> None:
    made = full_round(cohort, NAMES[:2])
    olu, client = coach_named(trust, OTHER_COACH), client_for(administrator)
    address = reverse("round_coaches", args=[made.pk])
    ana, ben = made.subjects.all()

    page = client.get(address).content.decode()
    assert page.count(f'<option value="{olu.pk}">') == 2
    page = client.post(address, {f"coach-{ana.pk}": olu.pk, f"coach-{ben.pk}": ""}, follow=True).content.decode()
    assert "1 participant has another coach now" in page
    assert coaches_of(made) == {"Ana Able": OTHER_COACH, "Ben Brisk": ""}


def test_sharing_out_fills_the_page_in_and_saves_nothing(
    cohort: Cohort, trust: Organisation, administrator: Person, client_for: ClientFor
) -> None:
    made = full_round(cohort, NAMES[:2])
    olu = coach_named(trust, OTHER_COACH)
    page = client_for(administrator).post(reverse("round_coaches", args=[made.pk]), {"share": "1"}).content.decode()
    assert page.count(f'<option value="{olu.pk}" selected>') == 2
    assert "Nothing is saved yet" in page
    assert coaches_of(made) == {"Ana Able": "", "Ben Brisk": ""}


def test_somebody_who_came_into_the_round_meanwhile_is_left_as_they_are(
    cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    made = full_round(cohort, NAMES[:2])
    made.subjects.update(coach=ravi(cohort))
    ana = made.subjects.all()[0]
    client_for(administrator).post(reverse("round_coaches", args=[made.pk]), {f"coach-{ana.pk}": ""})
    assert coaches_of(made) == {"Ana Able": "", "Ben Brisk": COACH}


def test_what_is_refused_is_said_on_the_page_and_nothing_is_saved(
    cohort: Cohort, trust: Organisation, administrator: Person, client_for: ClientFor
) -> None:
    first, second = closed(cohort, "Ana O'Able", "Ben Brisk")
    come_to(State.WITH_COACH, first)
    olu = coach_named(trust, OTHER_COACH)
    form = {f"coach-{second.pk}": olu.pk, f"coach-{first.pk}": ""}
    page = client_for(administrator).post(reverse("round_coaches", args=[first.round_id]), form).content.decode()
    assert escape("The report of Ana O'Able is with Ravi Coach. Choose another coach for it") in page
    assert set(coaches_of(first.round).values()) == {COACH}
    page = client_for(administrator).post(
        reverse("round_coaches", args=[first.round_id]), {f"coach-{second.pk}": "99999"}
    )
    assert "Choose a coach for Ben Brisk who is on the list" in page.content.decode()


def test_a_trust_without_coaches_is_led_to_its_team(
    cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    made = full_round(cohort)
    page = client_for(administrator).get(reverse("round_coaches", args=[made.pk])).content.decode()
    assert "There is no coach yet" in page
    assert reverse("team") in page


def test_nobody_but_an_administrator_of_the_trust_chooses(
    cohort: Cohort, coach: Person, executive: Person, outsider: Person, client_for: ClientFor
) -> None:
    subject: Subject = full_round(cohort).subjects.get()
    for person in (coach, executive, outsider, subject.enrolment.person):
        address = reverse("round_coaches", args=[subject.round_id])
        answers = [client_for(person).get(address), client_for(person).post(address, {f"coach-{subject.pk}": coach.pk})]
        assert [answer.status_code for answer in answers] == [404, 404]
    assert coaches_of(subject.round) == {"Pat Participant": ""}


# Coaches who are raters


def rates(person: Person, subject: Subject, **values: Any) -> Invitation:
    invitation = invite(subject, Relationship.CO_WORKER)
    for name, value in ({"email": person.email} | values).items():
        setattr(invitation, name, value)
    invitation.save()
    return invitation


REFUSED = "Ravi Coach cannot be the coach of Pat Participant: they are asked as a rater"


@pytest.mark.parametrize("way", ["their address", "another address of theirs", "the address kept of theirs"])
def test_nobody_debriefs_whom_they_rate(
    way: str, cohort: Cohort, administrator: Person, trust: Organisation, client_for: ClientFor
) -> None:
    made, coach = full_round(cohort), ravi(cohort)
    subject = made.subjects.get()
    other = "ravi@private.example"
    rates(coach, subject, email=coach.email if way == "their address" else other)
    if way == "another address of theirs":
        KnownAddress.objects.create(organisation=trust, address=other, same_as=coach.email)
    elif way == "the address kept of theirs":
        KnownAddress.objects.create(organisation=trust, address=coach.email, same_as=other)

    form, address = {f"coach-{subject.pk}": coach.pk}, reverse("round_coaches", args=[made.pk])
    assert REFUSED in client_for(administrator).post(address, form).content.decode()
    assert coaches_of(made) == {"Pat Participant": ""}


def test_who_declined_may_and_who_waits_for_approval_may_not(cohort: Cohort, administrator: Person) -> None:
    made, coach = full_round(cohort), ravi(cohort)
    subject = made.subjects.get()
    invitation = rates(coach, subject, state="proposed")
    with pytest.raises(ValidationError, match=REFUSED):
        assign.assign(round=made, coaches={subject.pk: coach}, by=administrator.user)
    Invitation.objects.filter(pk=invitation.pk).update(state="declined", decline_reason="conflict")
    assert assign.assign(round=made, coaches={subject.pk: coach}, by=administrator.user) == 1


def test_sharing_out_gives_nobody_to_one_of_their_raters(cohort: Cohort, trust: Organisation) -> None:
    """Ann rates Ana and Ben, so that Bob has both, and Cai is left for Ann."""
    made = full_round(cohort, NAMES[:3])
    ann, bob = coach_named(trust, "Ann"), coach_named(trust, "Bob")
    subjects = list(made.subjects.all())
    for subject in subjects[:2]:
        rates(ann, subject)
    chosen = assign.propose_coaches(subjects, [ann, bob])
    assert [chosen[subject.pk] for subject in subjects] == [bob, bob, ann]
    assert assign.propose_coaches(subjects[:1], [ann]) == {subjects[0].pk: None}


def test_a_coach_who_became_a_rater_is_given_nothing_and_reads_nothing(
    cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    """Chosen before they were named: the report waits for another coach."""
    subject = closed(cohort)[0]
    rates(ravi(cohort), subject)
    with pytest.raises(ValidationError, match=REFUSED):
        workflow.give_to_coach(subject=subject, by=administrator.user)
    assert workflow.give_all_to_coaches(round=subject.round, by=administrator.user) == 0
    assert state_of(subject) == State.PREPARED

    Debrief.objects.update(state=State.WITH_COACH)
    client = client_for(ravi(cohort))
    page = client.get(reverse("debrief_comments", args=[subject.pk]), follow=True).content.decode()
    assert "Explains why." not in page
