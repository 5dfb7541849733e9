from scheduling.models import PlanningRun
from scheduling.plans import take, worker


def worked_out(run: PlanningRun) -> PlanningRun:
    worker.work_out(run.pk)
    run.refresh_from_db()
    return run


def taken(done: PlanningRun) -> PlanningRun:
    take.take(plan=done.plans.get(number=1), by=None)
    return done
