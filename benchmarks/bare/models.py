"""Cadre's own tables, as models of an app that uses nothing else of Cadre."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Invitation(models.Model):
    id = models.UUIDField(primary_key=True)
    subject_id = models.BigIntegerField()
    relationship = models.CharField(max_length=20)
    state = models.CharField(max_length=10)

    class Meta:
        managed = False
        db_table = "assessments_invitation"


class Draft(models.Model):
    invitation = models.OneToOneField(Invitation, on_delete=models.CASCADE, primary_key=True)
    ratings = models.JSONField(default=dict)
    comments = models.JSONField(default=dict)

    class Meta:
        managed = False
        db_table = "assessments_draft"


class Response(models.Model):
    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    subject_id = models.BigIntegerField()
    relationship = models.CharField(max_length=20)
    ratings = ArrayField(models.PositiveSmallIntegerField(null=True))
    comments = ArrayField(models.TextField(blank=True))

    class Meta:
        managed = False
        db_table = "assessments_response"
