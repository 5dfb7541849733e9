from delivery.models import PlanningRun
from delivery.plans import running


def worked_out(run: PlanningRun) -> PlanningRun:
    running.make(run.pk)
    run.refresh_from_db()
    return run
