"""Runs that were stored when the planner was still told why people are away."""

from importlib import import_module

from django.apps import apps

from delivery.models import PlanningRun
from delivery.plans.keeping import problem_asked

migration = import_module("delivery.migrations.0008_runs_without_reasons_for_leave")


def test_why_somebody_was_away_is_taken_out_of_older_runs_and_nothing_else(run: PlanningRun) -> None:
    away = {"starts": "2027-10-07T00:00:00", "ends": "2027-10-08T00:00:00"}
    run.problem["people"][0]["away"] = [{**away, "why": "Chemotherapy"}]
    run.problem["venues"][0]["away"] = [{**away, "why": "Redecorating"}]
    run.save()
    migration.forget_why_people_are_away(apps, None)
    run.refresh_from_db()
    assert run.problem["people"][0]["away"] == [{**away, "why": ""}]
    assert run.problem["venues"][0]["away"] == [{**away, "why": "Redecorating"}]
    assert problem_asked(run).people[0].away[0].why == ""
