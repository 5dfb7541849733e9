from people import registry


class AssessmentsConfig(registry.Package):
    name = "assessments"
    registers = (
        "cohort_report.reporting",
        "debriefs.debriefing",
        "debriefs.letters",
        "hooks",
        "letters",
        "reporting",
        "rounds.reminder_letters",
        "seats",
    )
