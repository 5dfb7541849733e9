from people import registry


class EvaluationsConfig(registry.Package):
    name = "evaluations"
    registers = ("hooks", "executive_report", "letters")
