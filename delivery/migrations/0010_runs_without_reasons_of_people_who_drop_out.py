from django.db import migrations


def forget_why_people_dropped_out(apps, schema_editor):
    """From question, problem and explanation: why is theirs to take back, and a run is kept for good."""
    runs = apps.get_model("delivery", "PlanningRun").objects.filter(purpose="repair")
    for run in runs.only("request", "problem", "why_not").iterator(chunk_size=50):
        losses = [loss for loss in run.request.get("losses", []) if loss["what"] == "person" and loss.get("why")]
        for loss in losses:
            _forget(run, loss["id"], loss.pop("why"))
        if losses:
            run.save(update_fields=["request", "problem", "why_not"])


def _forget(run, person, why):
    for one in run.problem.get("people", []):
        for span in one.get("away", []):
            if one["id"] == person and span.get("why") == why:
                span["why"] = ""
    if run.why_not:
        rules = zip(run.why_not["rule_ids"], run.why_not["rules"])
        run.why_not["rules"] = [
            words.replace(f" ({why})", "") if rule == f"away {person}" else words for rule, words in rules
        ]


class Migration(migrations.Migration):
    dependencies = [("delivery", "0009_handbooks_follow_the_facts")]
    operations = [migrations.RunPython(forget_why_people_dropped_out, migrations.RunPython.noop)]
