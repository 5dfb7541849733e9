"""Programmes, their versioned designs, cohorts, and who is enrolled."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, OuterRef, Q
from django.urls import reverse

from people.dates import time_words
from people.models import Organisation, Person, Role, Site, User
from people.queries import count_of


class Practice(models.TextChoices):
    """The five practices of Kouzes and Posner."""

    MODEL = "model", "Model the Way"
    INSPIRE = "inspire", "Inspire a Shared Vision"
    CHALLENGE = "challenge", "Challenge the Process"
    ENABLE = "enable", "Enable Others to Act"
    ENCOURAGE = "encourage", "Encourage the Heart"


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def run_by(self, user: User) -> Self:
        """Keep programmes that the account administers."""
        return self.filter(organisation__in=Organisation.objects.run_by(user))

    def for_list(self) -> Self:
        return self.select_related("organisation").annotate(
            cohort_count=Count("cohorts", distinct=True), people_count=Count("cohorts__enrolments", distinct=True)
        )


class Programme(models.Model):
    """One commissioned programme of an organisation, with its aims."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="programmes")
    name = models.CharField(max_length=200)
    aims = models.TextField(blank=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="programme_name_once",
                violation_error_message="There is already a programme of this name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("programme", args=[self.pk])

    @property
    def current_design(self) -> "Design | None":
        """The latest published version of the design, with which the next cohort starts."""
        return self.designs.published().first()


class DesignQuerySet(models.QuerySet["Design"]):
    def run_by(self, user: User) -> Self:
        """Keep designs of programmes that the account administers."""
        return self.filter(programme__organisation__in=Organisation.objects.run_by(user))

    def published(self) -> Self:
        return self.filter(is_draft=False)


class Design(models.Model):
    """A version of a programme's design. A cohort keeps the version it started with.

    A programme has one working copy at most: it has no number before it is published, and no cohort starts with it.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="designs")
    name = models.CharField(max_length=200)
    version = models.PositiveSmallIntegerField(default=1)
    is_draft = models.BooleanField(default=False)
    weeks = models.PositiveSmallIntegerField()

    objects = DesignQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "version"], name="design_number_once_per_programme"),
            models.CheckConstraint(
                condition=Q(is_draft=True, version=0) | Q(is_draft=False, version__gte=1),
                name="design_numbered_when_published",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, working copy" if self.is_draft else f"{self.name}, version {self.version}"

    def get_absolute_url(self) -> str:
        if self.is_draft:
            return reverse("draft", args=[self.programme_id])
        return reverse("design", args=[self.pk])

    @property
    def organisation(self) -> Organisation:
        return self.programme.organisation


class DesignChange(models.Model):
    """A step in the history of a programme's design, with the person who took it and its changes in words.

    `about` names elements and rules by their keys, the name and the weeks as SETTINGS, or all as EVERYTHING.
    """

    SETTINGS = ""
    EVERYTHING = "*"

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="design_changes")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    about = ArrayField(models.CharField(max_length=50, blank=True), default=list, blank=True)
    said = ArrayField(models.TextField())

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return " ".join(self.said)


class Element(models.Model):
    """A part of a design, such as the launch or a masterclass, with its practice and its share of 70:20:10."""

    class Kind(models.TextChoices):
        ASSESSMENT = "assessment", "360 assessment"
        LAUNCH = "launch", "Launch"
        MASTERCLASS = "masterclass", "Masterclass"
        COACHING = "coaching", "Coaching"
        LEARNING_SET = "learning_set", "Action learning set"
        PATIENT_ENGAGEMENT = "patient_engagement", "Patient engagement"
        CONFERENCE = "conference", "Conference"

    class Format(models.TextChoices):
        WHOLE_COHORT = "whole_cohort", "Whole cohort"
        LEARNING_SET = "learning_set", "Learning sets"
        ONE_TO_ONE = "one_to_one", "One to one"
        ONLINE = "online", "Online, in your own time"

    class Share(models.TextChoices):
        EXPERIENCE = "experience", "Experience (70)"
        SOCIAL = "social", "Social (20)"
        FORMAL = "formal", "Formal (10)"

    class HalfDay(models.TextChoices):
        MORNING = "morning", "Morning"
        AFTERNOON = "afternoon", "Afternoon"

    design = models.ForeignKey(Design, on_delete=models.CASCADE, related_name="elements")
    key = models.SlugField(max_length=50)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=Kind)
    name = models.CharField(max_length=200)
    note = models.CharField(max_length=300, blank=True)
    practice = models.CharField(max_length=20, choices=Practice, blank=True)
    format = models.CharField(max_length=20, choices=Format)
    share = models.CharField(max_length=20, choices=Share)
    minutes = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    # Wishes, which a plan may pay for: weekdays as Python counts them (none: any), and the half of the day.
    weekdays = ArrayField(models.PositiveSmallIntegerField(validators=[MaxValueValidator(6)]), default=list, blank=True)
    half_day = models.CharField(max_length=10, choices=HalfDay, blank=True)
    # Days between one of its sessions and the next.
    least_days_between = models.PositiveSmallIntegerField(null=True, blank=True)
    most_days_between = models.PositiveSmallIntegerField(null=True, blank=True)
    # What a session needs: facilitators, in-house co-facilitators, executives, equipment of the venue.
    facilitators_needed = models.PositiveSmallIntegerField(default=1)
    co_facilitators_needed = models.PositiveSmallIntegerField(default=0)
    executives_attend = models.BooleanField(default=False)
    equipment = ArrayField(models.CharField(max_length=50), default=list, blank=True)
    # What participants do before they come.
    preparation = models.TextField(blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["design", "key"], name="element_key_once_per_design"),
            models.UniqueConstraint(fields=["design", "position"], name="element_position_once_per_design"),
            models.CheckConstraint(
                condition=Q(least_days_between__isnull=True)
                | Q(most_days_between__isnull=True)
                | Q(most_days_between__gte=F("least_days_between")),
                name="element_days_between_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_window(self) -> bool:
        """Whether its sessions are open over several days, within which each participant finds their own time."""
        return self.format in (self.Format.ONE_TO_ONE, self.Format.ONLINE)

    @property
    def time(self) -> str:
        """The length of one session in words: 7 hours 30 minutes."""
        return time_words(self.minutes)


OPEN_FORMATS = (Element.Format.ONE_TO_ONE, Element.Format.ONLINE)


class Window(models.Model):
    """The weeks of the programme in which one session of an element falls, counted from week 1."""

    element = models.ForeignKey(Element, on_delete=models.CASCADE, related_name="windows")
    number = models.PositiveSmallIntegerField()
    first_week = models.PositiveSmallIntegerField()
    last_week = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["element", "number"], name="window_number_once_per_element"),
            models.CheckConstraint(
                condition=Q(first_week__gte=1, last_week__gte=F("first_week")), name="window_weeks_in_order"
            ),
        ]

    def __str__(self) -> str:
        """Write its weeks, such as 5 or 5 to 7."""
        if self.first_week == self.last_week:
            return str(self.first_week)
        return f"{self.first_week} to {self.last_week}"


class AgendaPart(models.Model):
    """A part of a session: in a launch, for example, the welcome, the orientation or the Insights session."""

    element = models.ForeignKey(Element, on_delete=models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    minutes = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["element", "position"], name="agenda_position_once_per_element")]

    def __str__(self) -> str:
        return self.name

    @property
    def time(self) -> str:
        return time_words(self.minutes)


class PlacingRule(models.Model):
    """A rule about the order or distance of the sessions of two elements.

    A gap counts the days from the last session of `first` to the first session of `then`; its least number 1 says only
    that `then` comes after. Apart means never in the same calendar week; without elements, that holds for any two
    dated sessions of the cohort. A rule that is not hard is a wish, which a plan may pay for.
    """

    class Kind(models.TextChoices):
        GAP = "gap", "After"
        APART = "apart", "Not in the same week"

    design = models.ForeignKey(Design, on_delete=models.CASCADE, related_name="placing_rules")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    first = models.ForeignKey(Element, on_delete=models.CASCADE, null=True, blank=True, related_name="rules_before")
    then = models.ForeignKey(Element, on_delete=models.CASCADE, null=True, blank=True, related_name="rules_after")
    least_days = models.PositiveSmallIntegerField(null=True, blank=True)
    most_days = models.PositiveSmallIntegerField(null=True, blank=True)
    is_hard = models.BooleanField(default=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["design", "position"], name="placing_rule_position_once"),
            models.CheckConstraint(
                condition=Q(kind="apart", first__isnull=True, then__isnull=True)
                | Q(first__isnull=False, then__isnull=False),
                name="placing_rule_has_its_elements",
            ),
            models.CheckConstraint(
                condition=Q(least_days__isnull=True) | Q(most_days__isnull=True) | Q(most_days__gte=F("least_days")),
                name="placing_rule_days_in_order",
            ),
        ]


class CohortQuerySet(models.QuerySet["Cohort"]):
    def visible_to(self, user: User) -> Self:
        """Keep the cohorts of an organisation for its staff, and a participant's own."""
        staff = Organisation.objects.where(user, Role.ADMINISTRATOR, Role.EXECUTIVE)
        enrolled = Enrolment.objects.filter(person__user=user).values("cohort")
        return self.filter(Q(programme__organisation__in=staff) | Q(pk__in=enrolled))

    def run_by(self, user: User) -> Self:
        """Keep cohorts that the account administers."""
        return self.filter(programme__organisation__in=Organisation.objects.run_by(user))

    def read_by(self, user: User) -> Self:
        """Keep cohorts whose evaluation the account may read, as an administrator or executive."""
        readers = Organisation.objects.where(user, Role.ADMINISTRATOR, Role.EXECUTIVE)
        return self.filter(programme__organisation__in=readers)

    def with_enrolled(self) -> Self:
        """Add the number of each cohort's people as `enrolled`."""
        return self.annotate(enrolled=count_of(Enrolment.objects.filter(cohort=OuterRef("pk")), "cohort"))


class Cohort(models.Model):
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="cohorts")
    design = models.ForeignKey(Design, on_delete=models.PROTECT, related_name="cohorts")
    name = models.CharField(max_length=200)
    starts_on = models.DateField()
    venue = models.CharField(max_length=200)
    capacity = models.PositiveSmallIntegerField("places", default=20, validators=[MinValueValidator(1)])

    objects = CohortQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "name"],
                name="cohort_name_once_per_programme",
                violation_error_message="There is already a cohort of this name in the programme.",
            ),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="cohort_has_room"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("cohort", args=[self.pk])

    @property
    def organisation(self) -> Organisation:
        return self.programme.organisation


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def run_by(self, user: User) -> Self:
        """Keep enrolments in cohorts that the account administers."""
        return self.filter(cohort__in=Cohort.objects.run_by(user))

    def for_list(self) -> Self:
        return self.select_related("person__user", "site")


class Enrolment(models.Model):
    """A person in a cohort, with their post as it was when they were enrolled."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="enrolments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrolments")
    job_title = models.CharField(max_length=200)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="enrolments")
    profession = models.CharField(max_length=200, blank=True)
    band = models.CharField(max_length=20, blank=True)
    manager_name = models.CharField(max_length=200)
    manager_email = models.EmailField()

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["person__name"]
        constraints = [models.UniqueConstraint(fields=["cohort", "person"], name="person_once_per_cohort")]

    def __str__(self) -> str:
        return f"{self.person} in {self.cohort}"

    @property
    def organisation(self) -> Organisation:
        return self.cohort.organisation
