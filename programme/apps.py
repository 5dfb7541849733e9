from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "programme"

    def ready(self) -> None:
        from celery.signals import setup_logging  # noqa: PLC0415 only once the applications are there

        from programme import second_factor  # noqa: F401, PLC0415 connects its receivers
        from programme.logging import configure_structlog, leave_logging_alone  # noqa: PLC0415

        configure_structlog()
        setup_logging.connect(leave_logging_alone, weak=False)
