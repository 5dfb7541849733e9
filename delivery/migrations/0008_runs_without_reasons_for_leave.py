from django.db import migrations


def forget_why_people_are_away(apps, schema_editor):
    """Of people a run needs only when they are away. Why is theirs to take back, and a run is kept for good."""
    runs = apps.get_model("delivery", "PlanningRun").objects.exclude(problem={})
    for run in runs.only("problem").iterator(chunk_size=50):
        spans = [span for person in run.problem.get("people", []) for span in person.get("away", [])]
        if any(span.get("why") for span in spans):
            for span in spans:
                span["why"] = ""
            run.save(update_fields=["problem"])


class Migration(migrations.Migration):
    dependencies = [("delivery", "0007_sessions_have_their_bookings")]
    operations = [migrations.RunPython(forget_why_people_are_away, migrations.RunPython.noop)]
