import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("delivery", "0003_what_was_known")]
    operations = [
        migrations.RemoveField(model_name="session", name="venue_name"),
        migrations.AlterField(
            model_name="session",
            name="uid",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
    ]
