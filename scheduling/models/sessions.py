"""A cohort's sessions: the draft, the released version, the version each person was told of, and changes by hand."""

import uuid
from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from cohorts.models import OPEN_FORMATS, Cohort, Element
from people.models import Organisation, Person, Role, User
from scheduling.models.venues import Venue
from scheduling.working_days.clock import clock


class Timed(models.Model):
    """Something that starts and ends. Its days and times are shown in London's time."""

    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        abstract = True

    @property
    def has_ended(self) -> bool:
        return self.ends_at <= timezone.now()

    @property
    def opens_on(self) -> date:
        """The day in London on which it takes place, or on which its window opens."""
        return timezone.localdate(self.starts_at)

    @property
    def times(self) -> str:
        return f"{clock(self.starts_at)} to {clock(self.ends_at)}"

    @property
    def closes_on(self) -> date:
        return timezone.localdate(self.ends_at)


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, user: User) -> Self:
        """Keep sessions that the account may see: administrators see drafts, others only what has been released."""
        run = Organisation.objects.run_by(user)
        read = Organisation.objects.where(user, Role.EXECUTIVE)
        knows = (
            Q(cohort__programme__organisation__in=read)
            | Q(cohort__enrolments__person__user=user)
            | Q(released__facilitators__user=user)
        )
        released = Q(released__isnull=False)
        return self.filter(Q(cohort__programme__organisation__in=run) | released & knows).distinct()

    def run_by(self, user: User) -> Self:
        """Keep sessions of cohorts that the account administers."""
        return self.filter(cohort__in=Cohort.objects.run_by(user))

    def attended_by(self, user: User) -> Self:
        """Keep sessions that the account may see, of cohorts in which it is enrolled."""
        return self.visible_to(user).filter(cohort__in=Cohort.objects.filter(enrolments__person__user=user))

    def with_titles(self) -> Self:
        """Fetch the parts of the sessions' titles: two queries for any number of sessions."""
        return self.select_related("element", "venue").prefetch_related("element__windows")

    def for_list(self) -> Self:
        return self.with_titles().prefetch_related("facilitators")

    def for_page(self) -> Self:
        """Load what the page of a session shows, and the pages that change it."""
        return self.for_list().select_related("cohort__programme__organisation", "released")

    def without_a_venue(self) -> Self:
        """Keep sessions on a day that have no venue yet. A window needs none."""
        return self.filter(venue=None, is_cancelled=False).exclude(element__format__in=OPEN_FORMATS)

    def not_begun(self) -> Self:
        """Keep sessions that can still be planned, by their draft dates."""
        return self.filter(starts_at__gt=timezone.now(), is_cancelled=False)

    def ended(self, now: datetime | None = None) -> Self:
        """Keep sessions that were held, by their released dates: the draft does not count."""
        return self.filter(released__is_cancelled=False, released__ends_at__lte=now or timezone.now())

    def to_come(self, now: datetime | None = None) -> Self:
        """Keep sessions that have been released and have not ended."""
        return self.filter(released__is_cancelled=False, released__ends_at__gt=now or timezone.now())


class Session(Timed):
    """One dated occurrence of an element; for one-to-one and online elements, the time in which it is open.

    This is the administrators' draft. Everybody else sees its `ReleasedSession`.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="sessions")
    element = models.ForeignKey(Element, on_delete=models.PROTECT, related_name="sessions")
    number = models.PositiveSmallIntegerField(default=1)
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions")
    facilitators = models.ManyToManyField(Person, related_name="sessions", blank=True)
    # The name under which calendars know it; it never changes.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    is_cancelled = models.BooleanField(default=False)
    cancelled_because = models.CharField(max_length=200, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "element__position"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "element", "number"], name="session_once_per_cohort"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("session", args=[self.pk])

    @property
    def title(self) -> str:
        """The element's name, numbered if the element has several sessions."""
        several = len(self.element.windows.all()) > 1
        return f"{self.element.name} {self.number}" if several else self.element.name

    @property
    def organisation(self) -> Organisation:
        return self.cohort.organisation

    @property
    def is_window(self) -> bool:
        return self.element.is_window

    @property
    def can_be_planned(self) -> bool:
        return self.starts_at > timezone.now() and not self.is_cancelled

    @property
    def as_released(self) -> "ReleasedSession | None":
        """The released version, or None before the first release."""
        return getattr(self, "released", None)

    @property
    def was_held(self) -> bool:
        """Whether it has ended and took place, by its released version."""
        return self.as_released is not None and self.as_released.was_held


class SessionChange(models.Model):
    """A change by hand: the session before and after it, in words that stay true when rooms and people are renamed."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="changes")
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    was = models.TextField()
    now = models.TextField()
    # The reason for ignoring a clash, or for cancelling.
    because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-changed_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.session}: {self.now}"


def place_of(venue: str, address: str) -> str:
    return ", ".join(filter(None, (venue, address)))


class ScheduleReleaseQuerySet(models.QuerySet["ScheduleRelease"]):
    def visible_to(self, user: User) -> Self:
        """Keep releases that the account may see as an administrator, a participant, or the leader of a session."""
        run = Organisation.objects.run_by(user)
        led = ReleasedSession.objects.filter(facilitators__user=user).values("session__cohort")
        enrolled = Cohort.objects.filter(enrolments__person__user=user).values("pk")
        return self.filter(Q(cohort__programme__organisation__in=run) | Q(cohort__in=led) | Q(cohort__in=enrolled))

    def newest(self) -> Self:
        """Keep the latest release of each cohort."""
        newer = ScheduleRelease.objects.filter(cohort=OuterRef("cohort"), number__gt=OuterRef("number"))
        return self.filter(~Exists(newer))


class ScheduleRelease(models.Model):
    """A release of a cohort's dates with the changes that it made. It is never altered."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="schedule_releases")
    number = models.PositiveSmallIntegerField()
    note = models.TextField(blank=True)
    released_at = models.DateTimeField(default=timezone.now)
    released_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # Changes to each session, in words that stay true when sessions are renamed.
    changes = models.JSONField(default=list)

    objects = ScheduleReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["cohort", "number"], name="release_number_once_per_schedule")]

    def __str__(self) -> str:
        return f"Release {self.number} of {self.cohort}'s dates"

    @property
    def organisation(self) -> Organisation:
        return self.cohort.organisation

    @property
    def told_count(self) -> int:
        """The number of people whose own dates it changed."""
        told = ("invited", "updated", "cancelled")
        return len({person for change in self.changes for name in told for person in change.get(name, [])})


def still_shown_to(user: User) -> Q:
    """Match sessions that take place, and cancelled ones that the account had already been told of."""
    knew = Invitee.objects.filter(session=OuterRef("session"), person__user=user)
    return Q(is_cancelled=False) | Q(Exists(knew))


class ReleasedSessionQuerySet(models.QuerySet["ReleasedSession"]):
    def released_to(self, user: User) -> Self:
        """Keep sessions released to the account as a leader, a participant or an executive.

        Cancelled sessions are kept only for those who had been told of them. Administrators see the draft instead.
        """
        read = Organisation.objects.where(user, Role.EXECUTIVE)
        enrolled = Cohort.objects.filter(enrolments__person__user=user)
        mine = (
            Q(facilitators__user=user)
            | Q(session__cohort__in=enrolled)
            | Q(session__cohort__programme__organisation__in=read)
        )
        return self.filter(mine & still_shown_to(user)).distinct()

    def attended_by(self, user: User) -> Self:
        """Keep sessions of cohorts in which the account is enrolled, and cancelled ones that it had been told of."""
        enrolled = Cohort.objects.filter(enrolments__person__user=user)
        return self.filter(still_shown_to(user), session__cohort__in=enrolled)

    def attended_as_executive(self, user: User) -> Self:
        """Keep sessions that the account attends as an executive, and cancelled ones that it had been told of."""
        read = Organisation.objects.where(user, Role.EXECUTIVE)
        attended = self.filter(session__element__executives_attend=True)
        return attended.filter(still_shown_to(user), session__cohort__programme__organisation__in=read)

    def led_by(self, user: User) -> Self:
        return self.filter(facilitators__user=user).distinct()

    def awaiting_answer_from(self, user: User, before: datetime) -> Self:
        """Keep sessions that begin before a moment and to whose invitation the account has not replied."""
        unanswered = Invitee.objects.visible_to(user).filter(answer=Invitee.Answer.NONE, is_cancelled=False)
        asked = unanswered.filter(starts_at__gt=timezone.now(), starts_at__lt=before)
        return self.filter(session__in=asked.values("session"))

    def with_answer_of(self, user: User) -> Self:
        """Add the account's reply to the invitation as `own_answer`."""
        said = Invitee.objects.visible_to(user).filter(session=OuterRef("session")).values("answer")[:1]
        return self.annotate(own_answer=Subquery(said))

    def of_person(self, person: Person) -> Self:
        """Keep sessions that a person attends or leads in their organisation."""
        enrolled = Cohort.objects.filter(enrolments__person=person)
        leads = ReleasedSession.facilitators.through.objects.filter(releasedsession=OuterRef("pk"), person=person)
        executive_of = Organisation.objects.filter(people=person, people__grants__role=Role.EXECUTIVE)
        attends = Q(session__element__executives_attend=True, session__cohort__programme__organisation__in=executive_of)
        return self.filter(Q(session__cohort__in=enrolled) | Exists(leads) | attends)

    def with_sequence_for(self, user: User) -> Self:
        """Add the number of the last change that the account was told of as `sequence`."""
        told = Invitee.objects.filter(session=OuterRef("session"), person__user=user).order_by("-sequence")
        return self.annotate(sequence=Coalesce(Subquery(told.values("sequence")[:1]), 0))

    def for_diary(self) -> Self:
        return self.with_titles().select_related("session__cohort__programme__organisation", "release")

    def taking_place(self) -> Self:
        return self.filter(is_cancelled=False)

    def with_titles(self) -> Self:
        return self.select_related("session__element", "session__cohort").prefetch_related("session__element__windows")

    def for_list(self) -> Self:
        return self.with_titles().prefetch_related("facilitators")


class ReleasedSession(Timed):
    """A session as of the latest release that changed it, which is what everybody but administrators sees."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="released")
    release = models.ForeignKey(ScheduleRelease, on_delete=models.CASCADE, related_name="sessions")
    venue = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=300, blank=True)
    facilitators = models.ManyToManyField(Person, related_name="released_sessions", blank=True)
    is_cancelled = models.BooleanField(default=False)

    objects = ReleasedSessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "session__element__position"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="released_session_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return self.session.get_absolute_url()

    @property
    def title(self) -> str:
        return self.session.title

    @property
    def element(self) -> Element:
        return self.session.element

    @property
    def cohort(self) -> Cohort:
        return self.session.cohort

    @property
    def is_window(self) -> bool:
        return self.session.is_window

    @property
    def was_held(self) -> bool:
        return self.has_ended and not self.is_cancelled

    @property
    def cancelled_because(self) -> str:
        """The reason for cancelling that people were told."""
        reasons = {change.get("session"): change.get("because", "") for change in self.release.changes}
        return reasons.get(self.session_id, "") if self.is_cancelled else ""

    @property
    def place(self) -> str:
        return place_of(self.venue, self.address)


class InviteeQuerySet(models.QuerySet["Invitee"]):
    def visible_to(self, user: User) -> Self:
        """Keep the account's own invitations: others see only the answers, on the session's page."""
        return self.filter(person__user=user)

    def for_page(self) -> Self:
        related = ("session__element", "session__cohort__programme", "person")
        return self.select_related(*related).prefetch_related("session__element__windows")


class Invitee(Timed):
    """A session as a person was last told of it, and their answer. It is kept when the session is cancelled."""

    class Answer(models.TextChoices):
        NONE = "", "Has not answered"
        ACCEPTED = "accepted", "Comes"
        TENTATIVE = "tentative", "Perhaps"
        DECLINED = "declined", "Cannot come"

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="invitees")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    release = models.ForeignKey(ScheduleRelease, on_delete=models.CASCADE, related_name="invitees")
    place = models.CharField(max_length=520, blank=True)
    # RFC 5545, 3.8.7.4: goes up by one with each change of time or place, and with a cancellation.
    sequence = models.PositiveSmallIntegerField(default=0)
    is_cancelled = models.BooleanField(default=False)
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.NONE, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = InviteeQuerySet.as_manager()

    class Meta:
        ordering = ["session", "person__name"]
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="invitee_once_per_session"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="invitee_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.session}"

    @property
    def can_answer(self) -> bool:
        """Whether the person can still answer. Nobody is asked about a window, because nobody has to keep it free."""
        return not (self.is_cancelled or self.has_ended or self.session.is_window)
