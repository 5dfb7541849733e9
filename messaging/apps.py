from people import registry


class MessagingConfig(registry.Package):
    name = "messaging"
