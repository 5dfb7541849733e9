from celery import shared_task

from scheduling.models import PlanningRun


@shared_task
def work_out(run_id: int) -> None:
    from scheduling.plans import worker as running  # noqa: PLC0415 # it owes this task

    running.make(run_id)


@shared_task
def sweep_plans() -> None:
    """Publish again what is owed: Redis may have lost it, or a worker may have died with it."""
    for run_id in PlanningRun.objects.owed().values_list("pk", flat=True):
        work_out.delay(run_id)
