"""Accounts, organisations, sites, people and the roles they hold."""

from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property


class UserManager(BaseUserManager["User"]):
    def for_email(self, email: str) -> "User":
        """Find or make the account with this address."""
        user, _ = self.get_or_create(email=email.strip().lower())
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """An account, with which somebody signs in. What they may see follows from their people and roles."""

    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    # There are no passwords: people sign in with an emailed code or a passkey.
    password = None  # type: ignore[assignment]

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_is_lower_case"),
        ]

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles that the account holds in any organisation."""
        return frozenset(RoleGrant.objects.filter(person__user=self).values_list("role", flat=True))

    def has_usable_password(self) -> bool:
        return False


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", "Administrator"
    FACILITATOR = "facilitator", "Facilitator"
    COACH = "coach", "Coach"
    EXECUTIVE = "executive", "Executive"


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def where(self, user: User, *roles: Role) -> Self:
        """Keep organisations in which the account holds one of the roles."""
        grants = RoleGrant.objects.filter(person__user=user, role__in=roles)
        return self.filter(pk__in=grants.values("person__organisation"))

    def run_by(self, user: User) -> Self:
        """Keep organisations that the account administers."""
        return self.where(user, Role.ADMINISTRATOR)


class Organisation(models.Model):
    """A Trust. Everything belongs to one, and nothing is visible across two."""

    name = models.CharField(max_length=200, unique=True)

    objects = OrganisationQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class Site(models.Model):
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="sites")
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint("organisation", Lower("name"), name="site_once_per_organisation")]

    def __str__(self) -> str:
        return self.name


class PersonQuerySet(models.QuerySet["Person"]):
    def run_by(self, user: User) -> Self:
        """Keep people in organisations that the account administers."""
        return self.filter(organisation__in=Organisation.objects.run_by(user))

    def visible_to(self, user: User) -> Self:
        """Keep people in organisations that the account administers, and the account's own entries."""
        return self.filter(models.Q(organisation__in=Organisation.objects.run_by(user)) | models.Q(user=user))


class Person(models.Model):
    """Somebody as one organisation knows them. The same account may be a person in several."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="people")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="people")
    name = models.CharField(max_length=200)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "people"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "user"], name="person_once_per_organisation")]

    def __str__(self) -> str:
        return self.name

    @property
    def email(self) -> str:
        return self.user.email


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def run_by(self, user: User) -> Self:
        """Keep roles in organisations that the account administers."""
        return self.filter(person__organisation__in=Organisation.objects.run_by(user))


class RoleGrant(models.Model):
    """A role that a person holds in their organisation. Participants hold theirs by being enrolled."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "role"], name="role_once_per_person"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="role_is_known"),
        ]
