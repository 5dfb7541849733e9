from people import registry


class EvaluationsConfig(registry.Package):
    name = "evaluations"
    registers = ("hooks", "issuing", "letters")
