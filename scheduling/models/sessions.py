"""A cohort's sessions as the draft has them, as they were released, and as each person was told of them."""

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
    """Whatever starts and ends; both as London's clocks show it."""

    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        abstract = True

    @property
    def has_ended(self) -> bool:
        return self.ends_at <= timezone.now()

    @property
    def opens_on(self) -> date:
        """The day on which it takes place, or on which its window opens; as London counts days."""
        return timezone.localdate(self.starts_at)

    @property
    def times(self) -> str:
        return f"{clock(self.starts_at)} to {clock(self.ends_at)}"

    @property
    def closes_on(self) -> date:
        return timezone.localdate(self.ends_at)


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, user: User) -> Self:
        """Administrators see the draft. Everybody else knows of a session once it has been released to them."""
        run = Organisation.objects.where(user, Role.ADMINISTRATOR)
        read = Organisation.objects.where(user, Role.EXECUTIVE)
        knows = (
            Q(cohort__programme__organisation__in=read)
            | Q(cohort__enrolments__person__user=user)
            | Q(released__facilitators__user=user)
        )
        released = Q(released__isnull=False)
        return self.filter(Q(cohort__programme__organisation__in=run) | released & knows).distinct()

    def with_titles(self) -> Self:
        """All that a session's title is made of, in two queries for however many sessions."""
        return self.select_related("element", "venue").prefetch_related("element__windows")

    def for_list(self) -> Self:
        return self.with_titles().prefetch_related("facilitators")

    def without_a_venue(self) -> Self:
        """What takes place on a day, and nobody knows where. A window needs no venue."""
        return self.filter(venue=None, is_cancelled=False).exclude(element__format__in=OPEN_FORMATS)

    def not_begun(self) -> Self:
        """What can still be planned, as the draft has it."""
        return self.filter(starts_at__gt=timezone.now(), is_cancelled=False)

    def ended(self, now: datetime | None = None) -> Self:
        """Those held, as far as people were told: what a draft says of the past or the future does not count."""
        return self.filter(released__is_cancelled=False, released__ends_at__lte=now or timezone.now())

    def to_come(self, now: datetime | None = None) -> Self:
        """Those that people know of and expect."""
        return self.filter(released__is_cancelled=False, released__ends_at__gt=now or timezone.now())


class Session(Timed):
    """One dated occurrence of an element; for one-to-one and online elements, the time in which it is open.

    It is the working draft. What everybody but administrators knows is its `ReleasedSession`.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="sessions")
    element = models.ForeignKey(Element, on_delete=models.PROTECT, related_name="sessions")
    number = models.PositiveSmallIntegerField(default=1)
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions")
    facilitators = models.ManyToManyField(Person, related_name="sessions", blank=True)
    # The name under which diaries know it, for life.
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
        """The element's name, numbered where the element has several sessions."""
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
    def known(self) -> "ReleasedSession | None":
        """The session as people know it, or nothing before its first release."""
        return getattr(self, "released", None)

    @property
    def was_held(self) -> bool:
        """Whether it is over, and took place, as far as people were told."""
        return self.known is not None and self.known.was_held


def place_of(venue: str, address: str) -> str:
    return ", ".join(filter(None, (venue, address)))


class ScheduleReleaseQuerySet(models.QuerySet["ScheduleRelease"]):
    def visible_to(self, user: User) -> Self:
        """Administrators, whoever is enrolled, and whoever leads a session that was released."""
        run = Organisation.objects.where(user, Role.ADMINISTRATOR)
        led = ReleasedSession.objects.filter(facilitators__user=user).values("session__cohort")
        enrolled = Cohort.objects.filter(enrolments__person__user=user).values("pk")
        return self.filter(Q(cohort__programme__organisation__in=run) | Q(cohort__in=led) | Q(cohort__in=enrolled))

    def newest(self) -> Self:
        """The latest of each cohort."""
        newer = ScheduleRelease.objects.filter(cohort=OuterRef("cohort"), number__gt=OuterRef("number"))
        return self.filter(~Exists(newer))


class ScheduleRelease(models.Model):
    """One release of a cohort's dates, with what it changed; it never changes itself."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="schedule_releases")
    number = models.PositiveSmallIntegerField()
    note = models.TextField(blank=True)
    released_at = models.DateTimeField(default=timezone.now)
    released_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # What changed, session by session, in words that stay true when sessions are renamed.
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
        """How many people it told that their own dates had changed."""
        told = ("invited", "updated", "cancelled")
        return len({person for change in self.changes for name in told for person in change.get(name, [])})


def still_known_to(user: User) -> Q:
    """What takes place; and what is off, if the account was told of it before."""
    knew = Invitee.objects.filter(session=OuterRef("session"), person__user=user)
    return Q(is_cancelled=False) | Q(Exists(knew))


class ReleasedSessionQuerySet(models.QuerySet["ReleasedSession"]):
    def known_to(self, user: User) -> Self:
        """To whoever leads it, to the cohort's participants, and to executives; what is off, only to those told of it.

        An administrator is not named here: theirs is the draft.
        """
        read = Organisation.objects.where(user, Role.EXECUTIVE)
        enrolled = Cohort.objects.filter(enrolments__person__user=user)
        mine = (
            Q(facilitators__user=user)
            | Q(session__cohort__in=enrolled)
            | Q(session__cohort__programme__organisation__in=read)
        )
        return self.filter(mine & still_known_to(user)).distinct()

    def attended_by(self, user: User) -> Self:
        """Those of the cohorts in which the account is enrolled. One that is off, only if they knew of it before."""
        enrolled = Cohort.objects.filter(enrolments__person__user=user)
        return self.filter(still_known_to(user), session__cohort__in=enrolled)

    def attended_as_executive(self, user: User) -> Self:
        """What executives of the account's organisations attend. One that is off, only if they knew of it before."""
        read = Organisation.objects.where(user, Role.EXECUTIVE)
        attended = self.filter(session__element__executives_attend=True)
        return attended.filter(still_known_to(user), session__cohort__programme__organisation__in=read)

    def led_by(self, user: User) -> Self:
        return self.filter(facilitators__user=user).distinct()

    def about_to_ask(self, user: User, before: datetime) -> Self:
        """Those that begin before then, to which the account was invited, and of which it has not said if it comes."""
        unanswered = Invitee.objects.visible_to(user).filter(answer=Invitee.Answer.NONE, is_cancelled=False)
        asked = unanswered.filter(starts_at__gt=timezone.now(), starts_at__lt=before)
        return self.filter(session__in=asked.values("session"))

    def with_answer_of(self, user: User) -> Self:
        """Each with whether the account has said that it comes, as `own_answer`."""
        said = Invitee.objects.visible_to(user).filter(session=OuterRef("session")).values("answer")[:1]
        return self.annotate(own_answer=Subquery(said))

    def of_person(self, person: Person) -> Self:
        """Those that one person attends or leads, in the one organisation that knows them so."""
        enrolled = Cohort.objects.filter(enrolments__person=person)
        leads = ReleasedSession.facilitators.through.objects.filter(releasedsession=OuterRef("pk"), person=person)
        executive_of = Organisation.objects.filter(people=person, people__grants__role=Role.EXECUTIVE)
        attends = Q(session__element__executives_attend=True, session__cohort__programme__organisation__in=executive_of)
        return self.filter(Q(session__cohort__in=enrolled) | Exists(leads) | attends)

    def with_sequence_for(self, user: User) -> Self:
        """With the number of the change that the account was last told of, as `sequence`."""
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
    """A session as everybody but administrators knows it: as it was at the latest release that changed it."""

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
        """The reason that everybody was told."""
        reasons = {change.get("session"): change.get("because", "") for change in self.release.changes}
        return reasons.get(self.session_id, "") if self.is_cancelled else ""

    @property
    def place(self) -> str:
        return place_of(self.venue, self.address)


class InviteeQuerySet(models.QuerySet["Invitee"]):
    def visible_to(self, user: User) -> Self:
        """Everybody's invitations are their own: others see only the answers, on the page of the session."""
        return self.filter(person__user=user)

    def for_page(self) -> Self:
        related = ("session__element", "session__cohort__programme", "person")
        return self.select_related(*related).prefetch_related("session__element__windows")


class Invitee(Timed):
    """What one person was last told of one session, and what they answered. It stays when the session is off."""

    class Answer(models.TextChoices):
        NONE = "", "Has not answered"
        ACCEPTED = "accepted", "Comes"
        TENTATIVE = "tentative", "Perhaps"
        DECLINED = "declined", "Cannot come"

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="invitees")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    release = models.ForeignKey(ScheduleRelease, on_delete=models.CASCADE, related_name="invitees")
    place = models.CharField(max_length=520, blank=True)
    # RFC 5545, 3.8.7.4: up by one with each change of time or place, and with the cancellation.
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
        """Nobody need keep a window free: they are told of it in words, and not asked."""
        return not (self.is_cancelled or self.has_ended or self.session.is_window)
