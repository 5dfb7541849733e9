"""The Celery application. Tasks carry only ids, and each may run twice."""

import os
from typing import Any

from celery import Celery
from celery.contrib.django.task import DjangoTask
from django.db import transaction

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "programme.settings.production")


class Task(DjangoTask):  # type: ignore[type-arg]
    def delay_on_commit(self, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Publish the task after commit. If the broker is down, the sweep finds the row later."""

        def publish() -> None:
            self.delay(*args, **kwargs)

        transaction.on_commit(publish, robust=True)


app = Celery("cadre", task_cls=Task)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
