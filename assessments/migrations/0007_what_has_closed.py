"""What was released before there were debriefs stays with its participant, and closed rounds have closed subjects."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone


def carry_over(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    subjects = apps.get_model("assessments", "Subject").objects
    releases = apps.get_model("assessments", "Release").objects
    debriefs = apps.get_model("assessments", "Debrief").objects
    subjects.filter(round__state="closed").update(state="closed")
    for release in releases.select_related("document", "subject").iterator():
        debriefs.get_or_create(
            subject=release.subject, defaults={"state": "released", "since": timezone.localdate()}
        )
        if release.document.about_id:
            release.document.shown_to.add(release.document.about_id)


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0006_debriefs"),
        ("reports", "0002_shown_to"),
    ]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
