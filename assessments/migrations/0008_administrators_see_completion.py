"""Individual reports are for the coach and the participant: administrators no longer open those made before."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

KIND = "individual_360"


def close_to_administrators(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("reports", "Document").objects.filter(kind=KIND).update(readers=[])


def open_to_administrators(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("reports", "Document").objects.filter(kind=KIND).update(readers=["administrator"])


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0007_what_has_closed"),
        ("reports", "0002_shown_to"),
    ]

    operations = [migrations.RunPython(close_to_administrators, open_to_administrators)]
