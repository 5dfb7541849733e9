from people import registry


class PeopleConfig(registry.Package):
    name = "people"
