from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "delivery"

    def ready(self) -> None:
        from delivery import answer_letters, letters  # noqa: F401, PLC0415 registers their writers
