from people import registry


class ReportsConfig(registry.Package):
    name = "reports"
