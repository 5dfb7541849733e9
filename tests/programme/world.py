"""A Trust with one object of each kind, whose names must not leak, and somebody in each role to look at them."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from assessments.models import Debrief, KnownAddress, Relationship, Release, Subject
from assessments.raters.naming import NamedRater, name_raters
from assessments.reports.individual.report_content import content_of
from assessments.results.disclosure import disclose
from assessments.results.values import Answers
from assessments.rounds.closing import plain_questionnaire
from assessments.rounds.opening import open_round
from cohorts.designs.drafts import begin_draft
from cohorts.designs.editing import with_rule
from cohorts.designs.specs import RuleSpec
from cohorts.designs.storage import spec_of
from cohorts.models import Cohort, Programme
from evaluations import invitations
from evaluations.answers import answer
from messaging import links
from messaging.models import Message
from people.models import Person, Role, RoleGrant
from reports import documents
from reports.models import Document, DocumentState
from scheduling.availability.closed_days.editing import add_closed_days
from scheduling.availability.diaries.editing import add_time_off
from scheduling.availability.venues.editing import close_venue
from scheduling.invitations import answers as invitation_answers
from scheduling.models import Plan, PlanningRun, Session
from scheduling.plans.questions import Question, problem_for
from scheduling.solver import serialisation
from scheduling.solver.problem import Infeasibility
from tests import cast
from tests.assessments.open_rounds import settle
from tests.assessments.questionnaire_files import imported
from tests.conftest import ClientFor
from tests.programme.passkey import CREDENTIAL
from tests.transactions import of_the_test

T = TypeVar("T")
OPAL = b"%PDF-1.7 Opal report"
# Forgotten sessions and the ends of attempts to sign in are no loss to anybody.
NOT_COUNTED = {"django_session"}
# Whoever is refused must not read any of these.
SECRETS = (
    "Zircon",
    "Pat Participant",
    "Robin Reader",
    "Raj Rater",
    "Beryl House",
    "Garnet programme",
    "Opal report",
    "Learned jasper",
    "Said obsidian",
    "Topaz",
)


@dataclass(frozen=True)
class World:
    people: dict[str, Person]
    objects: dict[str, Any]


@contextmanager
def standing(build: Callable[[], T], blocker: DjangoDbBlocker) -> Iterator[Callable[[], T]]:
    """Build a world once, for many tests: each gets a copy of it, and its own savepoint takes back what it changes."""
    with ExitStack() as transactions:
        with blocker.unblock():
            transactions.enter_context(of_the_test())
            world, stored = build(), everything_stored()
        yield lambda: deepcopy(world)
        with blocker.unblock():
            left = everything_stored()
            transaction.set_rollback(True)
            transactions.close()
    changed = sorted(table for table in stored if left[table] != stored[table])
    assert not changed, f"a test has changed the world for the others: {changed}"


def build() -> World:
    trust, other = cast.trust(), cast.trust("Otherside Trust")
    people = {role.value: cast.member(trust, role) for role in Role}
    people["outsider"] = cast.member(other, Role.ADMINISTRATOR)
    cast.enrolled(cast.cohort(other, "Cohort of the others"), "Oli Otherside")
    cohort = cast.cohort(trust, "Cohort Zircon", venue="Beryl House")
    programme = cohort.programme
    Programme.objects.filter(pk=programme.pk).update(name="Garnet programme")
    pat, robin = cast.enrolled(cohort, "Pat Participant"), cast.enrolled(cohort, "Robin Reader")
    people |= {"participant": pat.person, "other participant": robin.person}
    session = cast.session(cohort, "launch", starts_at=timezone.now() - timedelta(days=3))
    cast.leads(people["coach"], session)
    answer(session=session, enrolment=pat, score=2, learned="Learned jasper")
    for enrolment in (pat, robin):
        cast.invited(enrolment.person, session)
    settle(trust, approves_raters=False)
    opened = open_round(cohort=cohort, closes_on=timezone.localdate() + timedelta(days=14))
    subject = opened.subjects.get(enrolment=pat)
    name_raters(
        subject=subject,
        raters=[NamedRater(relationship=Relationship.CO_WORKER, name="Raj Rater", email="raj@fenmoor.example")],
    )
    invitation = subject.invitations.get(name="Raj Rater")
    objects = {
        **what_planning_respects(session, pat.person),
        "organisation": trust.pk,
        "programme": programme.pk,
        "cohort": cohort.pk,
        "enrolment": pat.pk,
        "session": session.pk,
        "round": opened.pk,
        "instrument": imported(trust, name="Zircon questionnaire").pk,
        "subject": subject.pk,
        "other subject": opened.subjects.get(enrolment=robin).pk,
        "invitation": invitation.pk,
        "page": 1,
        "format": "csv",
        "email": Message.objects.filter(organisation=programme.organisation).latest("pk").reference,
        "grant": RoleGrant.objects.get(person=people["coach"]).pk,
        "rater's link": links.make(purpose="rater", target=str(invitation.pk)),
        "person": pat.person_id,
        "link to answer": links.make(purpose=invitation_answers.PURPOSE, target=f"{session.pk}:{robin.person_id}"),
        "secret address": links.make(purpose="calendar_feed", target=str(pat.person_id)),
        "participant's link": links.make(purpose=invitations.PURPOSE, target=f"{session.pk}:{robin.pk}"),
        "report about the participant": released_report(subject, people["coach"]).pk,
        "number": 1,
        "place": 0,
        "known": KnownAddress.objects.create(
            organisation=trust, address="raj@old.example", same_as="raj@fenmoor.example"
        ).pk,
        "passkey": passkey_of(people["administrator"]).pk,
        **working_copy(programme),
        **planned(cohort),
    }
    return World(people, objects)


def working_copy(programme: Programme) -> dict[str, Any]:
    """A design that is being edited, with a rule between two of its elements."""
    rule = RuleSpec("gap", "launch", "coaching", 7)
    spec = with_rule(spec_of(programme.designs.get()), rule)
    begin_draft(programme=programme, spec=spec)
    return {"design": programme.designs.published().get().pk, "element": "launch", "rule": rule.key}


def planned(cohort: Cohort) -> dict[str, Any]:
    """A planning run with a plan, asked for before the cohort's sessions were over."""
    why = Infeasibility(rules=("Launch falls in June.",), rule_ids=("window",), relaxations=())
    impossible = PlanningRun.objects.create(
        organisation=cohort.organisation,
        request=Question().frozen(),
        problem=serialisation.freeze(problem_for([cohort], Question())),
        state=PlanningRun.State.IMPOSSIBLE,
        why_not=serialisation.freeze(why),
    )
    impossible.cohorts.set([cohort])
    plan = Plan.objects.create(run=impossible, number=1, score=3, placements=[], sheet=[])
    return {"planning run": impossible.pk, "plan": plan.pk}


def what_planning_respects(session: Session, person: Person) -> dict[str, Any]:
    """The session's venue, closed for a day; a day on which the organisation is closed; and somebody's leave."""
    today = timezone.localdate()
    assert session.venue is not None
    closed = close_venue(venue=session.venue, first_on=today, last_on=today, reason="Topaz repairs")
    days = add_closed_days(
        organisation=person.organisation, name="Topaz day", kind="closed", first_on=today, last_on=today
    )
    now = timezone.now()
    leave = add_time_off(person=person, starts_at=now, ends_at=now + timedelta(days=9), reason="Topaz holiday")
    return {
        "venue": session.venue.pk,
        "closure": closed.pk,
        "closed days": days.pk,
        "person": person.pk,
        "absence": leave.pk,
    }


def released_report(subject: Subject, coach: Person) -> Document:
    """A report that has gone all the way: the participant and their coach can open it."""
    subject.coach = coach
    subject.save()
    document = report_about(subject.enrolment.person)
    result = said_of_oneself(subject, "Said obsidian")
    document.content = content_of(subject, subject.round, result, closed_on=timezone.localdate())
    document.save()
    Release.objects.create(subject=subject, result=result, document=document)
    Debrief.objects.create(subject=subject, state=Debrief.State.RELEASED, since=timezone.localdate())
    document.shown_to.set([subject.enrolment.person, coach])
    return document


def said_of_oneself(subject: Subject, comment: str) -> dict[str, Any]:
    """The result of somebody about whom nobody else has answered."""
    asked = plain_questionnaire(subject.round.questionnaire)
    answers = Answers(Relationship.SELF, [7] * len(asked.statements), [comment] * len(asked.questions))
    return disclose(asked, [answers], invited={Relationship.SELF: 1}, least=3).frozen()


def report_about(person: Person) -> Document:
    document = documents.owe(
        kind="test_report",
        key="test_report:1",
        organisation=person.organisation,
        title="Opal report",
        content={},
        about=person,
    )
    document.file.save("opal.pdf", ContentFile(OPAL), save=False)
    document.sha256 = hashlib.sha256(OPAL).hexdigest()
    document.size = len(OPAL)
    document.rendered_at = timezone.now()
    document.state = DocumentState.READY
    document.save()
    return document


def passkey_of(person: Person) -> Authenticator:
    RecoveryCodes.activate(person.user)
    return Authenticator.objects.create(
        user=person.user,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "Passkey of Zircon", "credential": CREDENTIAL},
    )


def visitor(role: str, world: World, client_for: ClientFor) -> Client:
    if role == "signed out":
        return Client()
    if role == "rater":
        return rater(world)
    return client_for(world.people[role])


def rater(world: World) -> Client:
    """Somebody without an account who has clicked on the link in their email."""
    client = Client()
    client.post(reverse("rate", args=[world.objects["rater's link"]]))
    return client


def everything_stored() -> dict[str, str]:
    """A fingerprint of every table."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} - NOT_COUNTED
    with connection.cursor() as cursor:
        return {table: fingerprint(cursor, table) for table in sorted(tables)}


def fingerprint(cursor: Any, table: str) -> str:
    cursor.execute(f"SELECT count(*), md5(string_agg(t::text, ' ' ORDER BY t::text)) FROM \"{table}\" t")  # noqa: S608
    return str(cursor.fetchone())
