from celery.signals import setup_logging

from people import registry
from programme.logging import configure_structlog, leave_logging_alone


class ProgrammeConfig(registry.Package):
    name = "programme"
    registers = ("second_factor",)

    def ready(self) -> None:
        super().ready()
        configure_structlog()
        setup_logging.connect(leave_logging_alone, weak=False)
