from scheduling.models import PlanningRun
from scheduling.plans import worker


def worked_out(run: PlanningRun) -> PlanningRun:
    worker.work_out(run.pk)
    run.refresh_from_db()
    return run
