"""A round keeps the days after which its reports go on by themselves: rounds of before keep what holds for them now."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def keep_what_holds(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    rounds = apps.get_model("assessments", "Round").objects
    for policy in apps.get_model("assessments", "Policy").objects.exclude(without_coach_after=None):
        theirs = rounds.filter(cohort__programme__organisation=policy.organisation_id)
        theirs.update(without_coach_after=policy.without_coach_after)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0009_removals")]

    operations = [
        migrations.AddField(
            model_name="round",
            name="without_coach_after",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.RunPython(keep_what_holds, migrations.RunPython.noop),
    ]
