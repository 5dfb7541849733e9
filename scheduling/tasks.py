"""Tasks of the worker that looks for plans: each takes an id and calls a verb."""

from celery import shared_task

from scheduling.models import PlanningRun
from scheduling.plans import worker


@shared_task
def work_out(run_id: int) -> None:
    worker.work_out(run_id)


@shared_task
def sweep_plans() -> None:
    """Publish again every run that is owed: Redis may have lost it, or a worker may have died with it."""
    for run_id in PlanningRun.objects.owed().values_list("pk", flat=True):
        work_out.delay(run_id)
