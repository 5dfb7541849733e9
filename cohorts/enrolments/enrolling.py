"""The enrolment of a list of people in a cohort: first a preview, then everybody or nobody."""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Lower

from cohorts.enrolments.rows import COLUMNS, PersonRow, person_rows
from cohorts.models import Cohort, Enrolment
from messaging import outbox
from people.accounts import get_or_make_person
from people.locking import lock, lock_rows
from people.models import Organisation, Person, Site
from spreadsheets.columns import heading_mistakes
from spreadsheets.importing import ListPreview, refuse_mistakes
from spreadsheets.reading import Table

POST_FIELDS = ("job_title", "profession", "band", "manager_name", "manager_email")


@dataclass(frozen=True, kw_only=True)
class EnrolPreview(ListPreview[PersonRow]):
    """A checked list of people, with the places that the cohort has left and the sites that would be new."""

    places: int
    new_sites: list[str] = field(default_factory=list)


def preview(*, cohort: Cohort, table: Table) -> EnrolPreview:
    rows = person_rows(table)
    _mark_enrolled(cohort, rows)
    _note_known_names(cohort, rows)
    places = cohort.capacity - cohort.enrolments.count()
    _mark_without_place(rows, places)
    mistakes = heading_mistakes(table.heading, COLUMNS)
    if not rows:
        mistakes.append("There are no people below the first row. Add one row for each person.")
    return EnrolPreview(rows=rows, places=places, mistakes=mistakes, new_sites=_new_sites(cohort, rows))


@transaction.atomic
def enrol(*, cohort: Cohort, table: Table) -> list[Enrolment]:
    """Enrol everybody on the list, or nobody and raise RefusedError. The same list sent twice enrols each once.

    The lock on the cohort makes two administrators take turns, so that its places are counted correctly.
    """
    cohort = lock_rows(Cohort.objects.select_related("programme")).get(pk=cohort.pk)
    if done := _already_done(cohort, table):
        return done
    found = refuse_mistakes(preview(cohort=cohort, table=table))
    return [_enrol_one(cohort, row.values) for row in found.rows]


def _enrol_one(cohort: Cohort, values: dict[str, str]) -> Enrolment:
    enrolment = Enrolment(
        cohort=cohort,
        person=get_or_make_person(organisation=cohort.organisation, email=values["email"], name=values["name"]),
        site=site_named(cohort.organisation, values["site"]),
        **{name: values[name] for name in POST_FIELDS},
    )
    enrolment.full_clean()
    enrolment.save()
    outbox.owe_person(kind="welcome", key=welcome_key(enrolment), person=enrolment.person, about=str(enrolment.pk))
    return enrolment


def welcome_key(enrolment: Enrolment) -> str:
    return f"welcome:{enrolment.pk}"


@transaction.atomic
def site_named(organisation: Organisation, name: str) -> Site:
    """Find the site of this name, or make it. Two lists that bring the same new one take turns."""
    if known := _site_of_name(organisation, name):
        return known
    lock(organisation)
    return _site_of_name(organisation, name) or Site.objects.create(organisation=organisation, name=name)


def _site_of_name(organisation: Organisation, name: str) -> Site | None:
    """Find a site; the database decides which names are the same, as its constraint does."""
    return organisation.sites.annotate(lower=Lower("name")).filter(lower=Lower(Value(name))).first()


def _already_done(cohort: Cohort, table: Table) -> list[Enrolment]:
    """Find the enrolments that this same list made before, if it did."""
    rows = person_rows(table)
    known = {enrolment.person.email: enrolment for enrolment in cohort.enrolments.for_list()}
    if all(row.email in known and _is_same(known[row.email], row.values) for row in rows):
        return [known[row.email] for row in rows]
    return []


def _is_same(enrolment: Enrolment, values: dict[str, str]) -> bool:
    same_site = enrolment.site.name.lower() == values["site"].lower()
    return same_site and all(getattr(enrolment, name) == values[name] for name in POST_FIELDS)


def _mark_enrolled(cohort: Cohort, rows: list[PersonRow]) -> None:
    emails = set(cohort.enrolments.values_list("person__user__email", flat=True))
    for row in rows:
        if row.email in emails:
            row.reasons.append("This person is in the cohort already. Remove the row.")


def _note_known_names(cohort: Cohort, rows: list[PersonRow]) -> None:
    people = Person.objects.filter(organisation=cohort.organisation, user__email__in=[row.email for row in rows])
    names = dict(people.values_list("user__email", "name"))
    for row in rows:
        known = names.get(row.email, row.values["name"])
        if known != row.values["name"]:
            row.notes.append(f"Your organisation knows this address as “{known}”. That name stays.")


def _mark_without_place(rows: list[PersonRow], places: int) -> None:
    takers = [row for row in rows if not row.reasons]
    left = "1 place" if places == 1 else f"{max(places, 0)} places"
    for row in takers[max(places, 0) :]:
        row.reasons.append(f"There is no place for this person: the cohort has {left} left.")


def _new_sites(cohort: Cohort, rows: list[PersonRow]) -> list[str]:
    """Name the sites that are new.

    A site at which nobody is enrolled any longer is new again: it may have been a slip that was put right.
    """
    sites = cohort.organisation.sites.filter(enrolments__isnull=False)
    known = {name.lower() for name in sites.values_list("name", flat=True)}
    named = {row.values["site"].lower(): row.values["site"] for row in reversed(rows) if row.values["site"]}
    return sorted(name for lower, name in named.items() if lower not in known)
