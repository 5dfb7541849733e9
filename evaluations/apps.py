from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    name = "evaluations"

    def ready(self) -> None:
        """Tell the outbox and the documents who writes for them."""
        from evaluations import issuing, letters  # noqa: F401, PLC0415 models are there only now
