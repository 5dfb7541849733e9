from people import registry


class AssessmentsConfig(registry.Package):
    name = "assessments"
    registers = (
        "answering.browser",
        "debriefs.letters",
        "debriefs.workflow",
        "hooks",
        "raters.letters",
        "reports.cohort.generate",
        "reports.individual.report_content",
        "rounds.letters",
    )
