"""Changes that administrators made by hand, and why."""

from django.db import models
from django.utils import timezone

from people.models import Person
from scheduling.models.sessions import Session


class SessionChange(models.Model):
    """A session as it was and as it became, in words that stay true when rooms and people are renamed."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="changes")
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    was = models.TextField()
    now = models.TextField()
    # Why it is right although something speaks against it, or why it is cancelled.
    because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-changed_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.session}: {self.now}"
