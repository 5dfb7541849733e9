from people import registry


class DeliveryConfig(registry.Package):
    name = "delivery"
    registers = ("handbook", "hooks", "letters", "replies.letters")
