from people import registry


class DeliveryConfig(registry.Package):
    name = "delivery"
