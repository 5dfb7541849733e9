from people import registry


class CohortsConfig(registry.Package):
    name = "cohorts"
    registers = ("hooks", "enrolments.letters")
