from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def show_to_nobody_by_name(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Who reads a handbook is asked when they read it: whoever was named once could do so for ever."""
    for document in apps.get_model("reports", "Document").objects.filter(kind="handbook"):
        document.shown_to.clear()


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0008_runs_without_reasons_for_leave"),
        ("reports", "0002_shown_to"),
    ]

    operations = [migrations.RunPython(show_to_nobody_by_name, migrations.RunPython.noop, elidable=True)]
