from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0011_changes_to_raters")]

    operations = [
        migrations.AddField(
            model_name="subject",
            name="closed_on",
            field=models.DateField(blank=True, null=True),
        ),
    ]
