from importlib import import_module

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "delivery"

    def ready(self) -> None:
        """Letters and documents register what writes them."""
        import_module("delivery.replies.letters")
        import_module("delivery.handbook")
        import_module("delivery.letters")
