"""Runs that were stored when the planner was still told why people are away."""

from importlib import import_module

from django.apps import apps

from delivery.models import PlanningRun
from delivery.plans.keeping import problem_asked

migration = import_module("delivery.migrations.0008_runs_without_reasons_for_leave")
older = import_module("delivery.migrations.0010_runs_without_reasons_of_people_who_drop_out")


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


def test_why_somebody_dropped_out_is_taken_out_of_older_repairs_and_nothing_else(run: PlanningRun) -> None:
    days = {"first": "2027-10-07", "last": "2027-10-07"}
    person, venue = run.problem["people"][0], run.problem["venues"][0]
    away = {"starts": "2027-10-07T00:00:00", "ends": "2027-10-08T00:00:00"}
    person["away"] = [{**away, "why": "Chemotherapy"}, {**away, "why": "Launch of Cohort 2"}]
    venue["away"] = [{**away, "why": "Chemotherapy"}]
    lost_person = {"what": "person", "id": person["id"], "name": "Fay", **days}
    lost_venue = {"what": "venue", "id": venue["id"], "name": "Fenmoor House", **days, "why": "Flooded"}
    run.purpose = PlanningRun.Purpose.REPAIR
    run.request["losses"] = [{**lost_person, "why": "Chemotherapy"}, lost_venue]
    run.why_not = {
        "rules": ["Fay is away on 7 October 2027 (Chemotherapy).", "Ward closed (Chemotherapy)."],
        "rule_ids": [f"away {person['id']}", "closed d1"],
        "relaxations": [],
    }
    run.save()
    older.forget_why_people_dropped_out(apps, None)
    run.refresh_from_db()
    assert run.request["losses"] == [lost_person, lost_venue]
    assert [span["why"] for span in run.problem["people"][0]["away"]] == ["", "Launch of Cohort 2"]
    assert run.problem["venues"][0]["away"][0]["why"] == "Chemotherapy"
    assert run.why_not["rules"] == ["Fay is away on 7 October 2027.", "Ward closed (Chemotherapy)."]
