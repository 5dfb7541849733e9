"""The states of the database from which the accessibility tests look at pages, and what happens in them meanwhile."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend
from django.test import Client
from django.utils import timezone

from assessments.answering.drafts import save_draft
from assessments.debriefs.hold import hold
from assessments.imported_scores.files import COLUMNS
from assessments.models import CohortRelease, Invitation, RaterChange, Relationship, Round, Subject
from assessments.raters import inviting
from assessments.raters.declining import decline
from assessments.raters.naming import NamedRater, name_raters
from assessments.rounds.closing import close
from assessments.rounds.extending import extend_subject
from assessments.rounds.opening import open_round
from cohorts.designs.drafts import begin_draft, change_draft
from cohorts.designs.editing import with_changed, with_rule
from cohorts.designs.specs import DesignSpec, RuleSpec
from cohorts.designs.storage import leading_for_change, store_design
from cohorts.models import Cohort, Element, Enrolment, Programme
from cohorts.programmes.editing import commission_programme
from evaluations.answers import answer
from evaluations.invitations import PURPOSE
from messaging import links
from messaging.models import Message, MessageState
from people.accounts import get_or_make_person
from people.models import Organisation, Person, Role, RoleGrant, User
from programme.demonstration.accounts import DEMO_ACCOUNTS
from programme.demonstration.mailbox import newest_mails
from reports.models import Document, DocumentState
from scheduling.availability.venues.editing import get_or_create_venue
from scheduling.models import ClosedDays, Session
from scheduling.releases.release import release
from scheduling.sessions.cohort_start import start_cohort
from tests import cast
from tests.assessments.closed_rounds import answered, debriefed, full_round
from tests.assessments.questionnaire_files import csv_of, imported, rows
from tests.programme.world import World, build
from tests.second_factor import set_up_app
from tests.spreadsheets.people_lists import people, text_of

# As long as names, addresses and words without a space really get.
LONG_NAME = "Bartholomew Featherstonehaugh-Cholmondeley"
LONG_EMAIL = "bartholomew.featherstonehaugh-cholmondeley@gloucestershire-partnership.nhs.example"
LONG_TITLE = "Otorhinolaryngology directorate transformation and improvement lead"

LIST = text_of(people(2))
BROKEN_LIST = text_of([*people(2), people(1)[0] | {"Email": "not-an-address-" * 6}])


QUESTIONNAIRE = csv_of(rows())
BROKEN_QUESTIONNAIRE = csv_of([*rows()[1:], ["Statment", "31", "Be Bold", "x" * 301]])


def nobody() -> World:
    return World({}, {})


def new_trust() -> World:
    """Nothing has happened yet: an organisation, its team, and somebody whom nothing concerns."""
    trust = cast.trust("Gloucestershire and North Northumberland Partnership NHS Foundation Trust")
    team = {role.value: cast.member(trust, role, name) for role, name in zip(Role, "ABCD", strict=True)}
    somebody = get_or_make_person(organisation=trust, email=LONG_EMAIL, name=LONG_NAME)
    return World(team | {"nobody": somebody}, {})


def begins_programme(world: World) -> None:
    organisation = world.people["administrator"].organisation
    world.objects["programme"] = commission_programme(organisation=organisation, name="Leading for Change").pk


def designing() -> World:
    """A programme whose design has been published twice, and is being edited; another one to copy from."""
    world = new_trust()
    begins_programme(world)
    programme = Programme.objects.get(pk=world.objects["programme"])
    commission_programme(organisation=programme.organisation, name=LONG_TITLE)
    spec = leading_for_change()
    first = programme.designs.get()
    long = replace(spec.elements[2], name=LONG_TITLE, note="unbroken" * 30)
    store_design(programme=programme, spec=with_changed(replace(spec, weeks=38), long))
    rule = spec.rules[0]
    world.objects.update({"first design": first.pk, "design": programme.designs.published()[0].pk})
    world.objects.update({"element": "masterclass-self", "rule": rule.key})
    return world


def contradicts_itself(world: World) -> None:
    programme = Programme.objects.get(pk=world.objects["programme"])
    backwards = RuleSpec("gap", "conference", "masterclass-self", 1)
    change_draft(programme=programme, change=lambda spec: with_rule(spec, backwards))


def begins_empty_copy(world: World) -> None:
    programme = Programme.objects.get(pk=world.objects["programme"])
    begin_draft(programme=programme, spec=DesignSpec("Empty", 4, ()))


def knows_a_venue(world: World) -> None:
    get_or_create_venue(organisation=world.people["administrator"].organisation, name="Fenmoor House")


def begins_cohort(world: World) -> None:
    """A cohort with nothing in it."""
    world.objects["cohort"] = cast.cohort(world.people["administrator"].organisation).pk


def enrols_somebody(world: World) -> None:
    enrolment = cast.enrolled(Cohort.objects.get(pk=world.objects["cohort"]))
    world.people["participant"] = enrolment.person


def under_way() -> World:
    """One of everything, and beside it a cohort half way through all of its sessions."""
    world = build()
    organisation = world.people["administrator"].organisation
    User.objects.filter(pk=world.people["administrator"].user_id).update(email=LONG_EMAIL)
    planned = planned_cohort(organisation)
    long = cast.enrolled(planned, LONG_NAME, job_title=LONG_TITLE, profession="Physiotherapy", band="8a")
    over = planned.sessions.ended().get(element__kind="launch")
    cast.leads(world.people["coach"], over)
    world.people["long"] = long.person
    to_come = planned.sessions.to_come().filter(element__format=Element.Format.WHOLE_COHORT)[0]
    for session in (over, to_come):
        cast.invited(long.person, session)
    world.objects.update(
        {
            "planned programme": planned.programme_id,
            "planned cohort": planned.pk,
            "long enrolment": long.pk,
            "planned session": over.pk,
            "invited session": to_come.pk,
            "own link to answer": links.make(purpose="session_reply", target=f"{to_come.pk}:{long.person_id}"),
            "session to come": planned.sessions.to_come()[0].pk,
            "dated session": planned.sessions.to_come().get(element__kind="conference").pk,
            "window": planned.sessions.filter(element__kind="coaching")[0].pk,
        }
    )
    return world


def planned_cohort(organisation: Organisation) -> Cohort:
    programme = commission_programme(
        organisation=organisation, name="Leading for Change in Gloucestershire 2026 to 2029", aims="Better care."
    )
    start = timezone.localdate() - timedelta(weeks=10)
    cohort = start_cohort(programme=programme, name="Cohort 1", starts_on=start, venue="Fenmoor House")
    release(cohort=cohort, by=organisation.people.get(grants__role=Role.ADMINISTRATOR), note="")
    return cohort


def drafts_a_change(world: World) -> None:
    """A session to come is put off by a day in the draft."""
    session = Session.objects.get(pk=world.objects["dated session"])
    session.starts_at, session.ends_at = (at + timedelta(days=1) for at in (session.starts_at, session.ends_at))
    session.save()


def holds_two_at_once(world: World) -> None:
    """Another session of the cohort is put where one is already."""
    session = Session.objects.get(pk=world.objects["dated session"])
    other = session.cohort.sessions.get(element__key="launch")
    other.starts_at, other.ends_at = session.starts_at, session.ends_at
    other.save()


def closes_a_day(world: World) -> None:
    """A day with a session, in the middle of the school holidays."""
    session = Session.objects.get(pk=world.objects["dated session"])
    week = timedelta(weeks=1)
    around = {"first_on": session.opens_on - week, "last_on": session.opens_on + week}
    school = ClosedDays.Kind.SCHOOL_HOLIDAY
    ClosedDays.objects.create(organisation=session.organisation, name="Half-term", kind=school, **around)
    day = {"first_on": session.opens_on, "last_on": session.opens_on}
    ClosedDays.objects.create(organisation=session.organisation, name="Stocktaking", **day)


def asked() -> World:
    """A round with somebody in each relationship, and the link that each was sent."""
    world = build()
    for relationship in Relationship:
        invitation = Invitation.objects.filter(subject=world.objects["subject"], relationship=relationship).first()
        if invitation:
            world.objects[relationship.value] = invitation.pk
            world.objects[f"link of {relationship.value}"] = links.make(purpose="rater", target=str(invitation.pk))
    session = cast.session(Cohort.objects.get(pk=world.objects["cohort"]), "coaching", starts_at=next_month())
    before_the_end = links.make(purpose=PURPOSE, target=f"{session.pk}:{world.objects['enrolment']}")
    world.objects.update({"nonsense": "nonsense", "link before the end": before_the_end})
    return world


def asks_about_another(world: World) -> None:
    """The co-worker is asked about somebody else too, with a name as long as they get."""
    co_worker = Invitation.objects.get(pk=world.objects["co_worker"])
    others = Subject.objects.filter(round=world.objects["round"]).exclude(pk=co_worker.subject_id)
    Person.objects.filter(enrolments__subjects__in=others).update(name=LONG_NAME)
    raters = [NamedRater(relationship=Relationship.CO_WORKER, name=co_worker.name, email=co_worker.email)]
    name_raters(subject=others[0], raters=raters)


def gives_themselves_away(world: World) -> None:
    words = f"As your only deputy I was there\non 3 May, when we met {LONG_EMAIL}"
    save_draft(invitation_id=world.objects["co_worker"], ratings={}, comments={0: words})


def has_changed_rater(world: World) -> None:
    """An administrator has put another address, as long as they get, in a rater's place."""
    RaterChange.objects.create(
        subject_id=world.objects["subject"],
        action=RaterChange.Action.REPLACE,
        relationship=Relationship.CO_WORKER,
        by=world.people["administrator"].user,
        from_name=LONG_NAME,
        from_email=LONG_EMAIL,
        to_name=LONG_NAME,
        to_email=f"x.{LONG_EMAIL}",
    )


def replaces_co_worker(world: World) -> None:
    inviting.withdraw(Invitation.objects.get(pk=world.objects["co_worker"]))


def next_month() -> datetime:
    return timezone.now() + timedelta(days=30)


def has_mail_refused(world: World) -> None:
    """More emails than one page lists, half of them given up."""
    for number in range(60):
        state = MessageState.FAILED if number % 2 else MessageState.QUEUED
        Message.objects.create(
            organisation=world.people["administrator"].organisation,
            key=f"refused:{number}",
            kind="rater_invitation",
            to_name=LONG_NAME,
            to_email=f"{number}.{LONG_EMAIL}",
            state=state,
            attempts=1,
            error="550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
        )


def joins_another_trust(world: World) -> None:
    """The same account administers two organisations."""
    other = cast.trust("Otherside Trust")
    person = Person.objects.create(organisation=other, user=world.people["administrator"].user, name=LONG_NAME)
    RoleGrant.objects.create(person=person, role=Role.ADMINISTRATOR)


def names_enough(world: World) -> None:
    """All by one name that is longer than most."""
    subject = Subject.objects.get(pk=world.objects["subject"])
    groups = (Relationship.DIRECT_REPORT, Relationship.CO_WORKER)
    raters = [
        NamedRater(relationship=group, name=LONG_NAME, email=f"{group}{number}.{LONG_EMAIL}")
        for group in groups
        for number in range(3)
    ]
    name_raters(subject=subject, raters=raters)


def proposes_raters(world: World) -> None:
    """Raters who wait for approval, one of whom is asked by two participants."""
    subject = Subject.objects.get(pk=world.objects["subject"])
    Round.objects.filter(pk=subject.round_id).update(approves_raters=True)
    for asking in Subject.objects.filter(round=subject.round_id):
        raters = [
            NamedRater(
                relationship=Relationship.OTHER, name=LONG_NAME, email=f"{asking.pk if number else 0}.{LONG_EMAIL}"
            )
            for number in range(2)
        ]
        name_raters(subject=asking, raters=raters)
    world.objects["proposal"] = subject.invitations.filter(state=Invitation.State.PROPOSED)[0].pk


def has_rater_who_declines(world: World) -> None:
    subject = Subject.objects.get(pk=world.objects["subject"])
    Round.objects.filter(pk=subject.round_id).update(approves_raters=False)
    name_raters(
        subject=subject, raters=[NamedRater(relationship=Relationship.OTHER, name="Dee", email=f"d.{LONG_EMAIL}")]
    )
    declined = subject.invitations.get(name="Dee")
    decline(invitation_id=declined.pk, reason=Invitation.Reason.TOO_MANY)
    world.objects["declined"] = declined.pk


def answers_everything(world: World) -> None:
    comments = {0: f"{'unbroken' * 20} and then some.", 1: "", 2: ""}
    save_draft(invitation_id=world.objects["co_worker"], ratings=dict.fromkeys(range(1, 31), 7), comments=comments)


def gets_declined(world: World) -> None:
    """One of the raters would rather not answer, and a reassessment is open beside the baseline."""
    subject = Subject.objects.get(pk=world.objects["subject"])
    asked = Invitation.objects.create(
        subject=subject, relationship=Relationship.OTHER, name=LONG_NAME, email=LONG_EMAIL
    )
    Invitation.objects.filter(pk=asked.pk).update(state="declined", decline_reason="conflict")
    cohort = subject.round.cohort
    again = open_round(cohort=cohort, closes_on=next_month().date(), kind=Round.Kind.REASSESSMENT)
    world.objects["reassessment"] = again.pk


def opens_one_again(world: World) -> None:
    extend_subject(subject=Subject.objects.get(pk=world.objects["subject"]), until=next_month().date())


def imports_questionnaires(world: World) -> None:
    """One in each state of its licence, and one with long names."""
    trust = world.people["administrator"].organisation
    imported(trust, name="Expired", expires_in=-1)
    imported(trust, name="Soon over", expires_in=12)
    imported(trust, name="Without a licence", licensed=False)
    world.objects["instrument"] = imported(trust, name=LONG_TITLE).pk


def before_the_360() -> World:
    """A cohort about which nobody was asked yet."""
    trust = cast.trust()
    cohort = cast.cohort(trust)
    pat = cast.enrolled(cohort, "Pat Participant")
    cast.enrolled(cohort, LONG_NAME)
    people = {"administrator": cast.member(trust, Role.ADMINISTRATOR), "participant": pat.person}
    return World(people, {"cohort": cohort.pk})


def scores_of(*rows: str) -> str:
    heading = ",".join(column.label for column in COLUMNS)
    return "\n".join([heading, *(f"pat-participant@fenmoor-trust.example,{row}" for row in rows)])


SCORES = scores_of("Self,1,50,51,52,53,54", "Direct reports,4,45,44.5,43,42,41")
OTHER_SCORES = scores_of("Direct reports,4,46,44.5,43,42,41")
BROKEN_SCORES = scores_of("Self,1,50,51,52,53,99", "Direct reports,2,45,44.5,43,42,41")


def finds_the_subject(world: World) -> None:
    subject = Subject.objects.get()
    world.objects.update({"subject": subject.pk, "round": subject.round_id})


def closes_round(world: World) -> None:
    close(round=Subject.objects.get(pk=world.objects["subject"]).round)


def complete() -> World:
    """A cohort that has rated, been rated and evaluated: its round is closed, and its reports are being made."""
    trust = cast.trust()
    team = {role.value: cast.member(trust, role) for role in Role}
    cohort = cast.cohort(trust)
    made = full_round(cohort, ["Pat Participant", "Robin Reader", LONG_NAME])
    silent = cast.enrolled(cohort, "Sam Silent")
    Subject.objects.create(round=made, enrolment=silent)
    evaluates(cohort, [5, 4, 4, 3])
    made.subjects.update(coach=team["coach"])
    close(round=made)
    pat = cohort.enrolments.get(person__name="Pat Participant")
    objects = {"cohort": cohort.pk, "round": made.pk, "subject": Subject.objects.get(enrolment=pat).pk}
    # Of Pat's report: its first release, and the first comment in that.
    objects |= {"number": 1, "place": 0}
    objects["silent subject"] = Subject.objects.get(enrolment=silent).pk
    return World(team | {"participant": pat.person, "silent": silent.person}, objects)


def reassessed() -> World:
    """A cohort after both of its rounds: one person left, so that sizes of change are held back, and one came late."""
    trust = cast.trust()
    team = {role.value: cast.member(trust, role) for role in Role}
    cohort = cast.cohort(trust, LONG_TITLE)
    names = [f"Person {number}" for number in range(8)]
    first = full_round(cohort, names)
    close(round=first)
    debriefed(first)
    again = Round.objects.create(
        cohort=cohort, instrument=first.instrument, kind=Round.Kind.REASSESSMENT, closes_on=first.closes_on
    )
    for number, enrolment in enumerate(cohort.enrolments.order_by("pk")[:6]):
        about = Subject.objects.create(round=again, enrolment=enrolment)
        answered(about, Relationship.SELF, 9)
        answered(about, Relationship.CO_WORKER, 6 + number % 3, 8, 9)
    close(round=again)
    return World(team, {"cohort": cohort.pk, "baseline": first.pk, "reassessment": again.pk})


def evaluates(cohort: Cohort, scores: list[int]) -> None:
    """The launch by everybody and more, coaching by two only."""
    for number in range(len(scores), 6):
        cast.enrolled(cohort, f"Person {number}")
    enrolments = list(Enrolment.objects.filter(cohort=cohort))
    launch, coaching = held(cohort, "launch"), held(cohort, "coaching")
    for enrolment in enrolments:
        answer(session=launch, enrolment=enrolment, score=scores[enrolment.pk % len(scores)], learned="To listen.")
    for enrolment in enrolments[:2]:
        answer(session=coaching, enrolment=enrolment, score=4)


def held(cohort: Cohort, key: str) -> Session:
    return cast.session(cohort, key, starts_at=timezone.now() - timedelta(days=3))


def finishes(**which: Any) -> Any:
    """The worker has made these documents."""

    def finish(world: World) -> None:
        for document in Document.objects.filter(**which):
            document.file.save(f"{document.pk}.pdf", ContentFile(b"%PDF-1.7"), save=False)
            document.state, document.size, document.sha256 = DocumentState.READY, 234_567, "0" * 64
            document.rendered_at = timezone.now()
            document.save()

    return finish


def finishes_one(world: World) -> None:
    finishes(pk=Document.objects.filter(state=DocumentState.OWED)[0].pk)(world)


def fails_the_others(world: World) -> None:
    Document.objects.filter(state=DocumentState.OWED).update(state=DocumentState.FAILED)


def fails_the_handbook(world: World) -> None:
    Document.objects.filter(kind="handbook").update(state=DocumentState.FAILED)


def forgets_cohort_reports(world: World) -> None:
    """As after an update: the rounds were closed when there was no such report."""
    CohortRelease.objects.all().delete()
    Document.objects.filter(kind="cohort_360").delete()


def holds_a_report(world: World) -> None:
    subject = Subject.objects.filter(round=world.objects["reassessment"])[0]
    hold(subject=subject, by=world.people["administrator"].user, reason="A rater was named in it.")


def finishes_all(world: World) -> None:
    finishes()(world)


def loses_files(world: World) -> None:
    for document in Document.objects.exclude(file=""):
        document.file.delete(save=False)


def owes_again(world: World) -> None:
    Document.objects.update(state=DocumentState.OWED, rendered_at=None, size=None, sha256="", file="")


def closes_without_answers(world: World) -> None:
    cohort = cast.cohort(world.people["administrator"].organisation, "Cohort of the silent")
    cast.enrolled(cohort, "Sam Silent")
    made = open_round(cohort=cohort, closes_on=timezone.localdate() + timedelta(days=14))
    close(round=made)
    world.objects["silent round"] = made.pk


def accounts() -> World:
    """Administrators with and without a second factor, and a participant who needs none."""
    world = build()
    world.people["new administrator"] = cast.member(cast.trust(), Role.ADMINISTRATOR, "Nora New")
    return world


def sets_up_app(person: str) -> Any:
    return lambda world: set_up_app(world.people[person].user)


def loads_demonstration(world: World) -> None:
    for account in DEMO_ACCOUNTS:
        get_or_make_person(organisation=cast.trust("Meadowvale Trust"), email=account.email, name=account.label)


def receives_mail(world: World) -> None:
    text = f"Dear {LONG_NAME},\n\nhttp://127.0.0.1:8000/r/{'x1_-' * 12}/\n"
    letter = EmailMessage("Robin asks for your view", text, to=[f"{LONG_NAME} <{LONG_EMAIL}>"])
    letter.attach("invite-1.ics", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "text/calendar")
    EmailBackend(file_path=str(settings.MAILBOX_DIR)).send_messages([letter])
    world.objects["mail"] = newest_mails()[0].name


def sends_a_flood() -> str:
    return Client().generic("POST", "/sign-in/", CONTENT_LENGTH="6000001").content.decode()


def stops_the_post(world: World) -> None:
    """Nobody listens on the port for discarding."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
