"""Documents: rendered once by a worker, then numbered, checksummed and frozen."""

import uuid
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify

from people.models import Organisation, Person, Role, RoleGrant, User
from reports import kinds

LONGEST_TITLE = 200


class DocumentState(models.TextChoices):
    OWED = "owed", "Being made"
    READY = "ready", "Ready"
    FAILED = "failed", "Could not be made"


def document_storage() -> Storage:
    return storages["documents"]


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: User) -> Self:
        """Keep documents shown to the account, to one of its roles in the organisation, or by their kind's rule."""
        mine = Q(pk__in=Document.shown_to.through.objects.filter(person__user=user).values("document"))
        grants = RoleGrant.objects.filter(person__user=user)
        by_role = Q(pk__in=[])
        for role in Role:
            held = grants.filter(role=role).values("person__organisation")
            by_role |= Q(readers__contains=[role.value], organisation__in=held)
        return self.filter(mine | by_role | kinds.readable_by(user))

    def owed(self) -> Self:
        return self.filter(state=DocumentState.OWED, due_at__lte=timezone.now())

    def ready(self) -> Self:
        return self.filter(state=DocumentState.READY)


class Document(models.Model):
    """A PDF that is owed or made. Its content is stored first and never changes, so that each figure can be traced."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="documents")
    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=50)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=LONGEST_TITLE)
    about = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="documents")
    # Who may open it can change; the content never does.
    shown_to = models.ManyToManyField(Person, related_name="shown_documents", blank=True)
    readers = ArrayField(models.CharField(max_length=20, choices=Role), default=list, blank=True)
    content = models.JSONField()
    state = models.CharField(max_length=10, choices=DocumentState, default=DocumentState.OWED)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    rendered_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(storage=document_storage, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "number"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "number"], name="document_number_once"),
            models.CheckConstraint(condition=Q(state__in=DocumentState.values), name="document_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=DocumentState.READY, rendered_at__isnull=False, size__isnull=False)
                & ~Q(sha256="")
                & ~Q(file="")
                | ~Q(state=DocumentState.READY) & Q(sha256="", file=""),
                name="document_ready_has_its_file",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(state=DocumentState.OWED), name="document_owed")]

    def __str__(self) -> str:
        return f"{self.title} (no. {self.number})"

    @property
    def filename(self) -> str:
        """The name of the download, different for each document: 360-report-jo-smith-41.pdf."""
        number = f"-{self.number}" if kinds.is_numbered(self.kind) else ""
        return f"{slugify(self.title)[:80]}{number}.pdf"
