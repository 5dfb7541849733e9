"""An instrument may have no open questions: a response to it has no comments."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0012_when_subjects_closed")]

    operations = [
        migrations.AlterField(
            model_name="response",
            name="comments",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(blank=True), blank=True, size=None
            ),
        ),
    ]
