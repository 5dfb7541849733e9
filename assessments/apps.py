from importlib import import_module

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"

    def ready(self) -> None:
        import_module("assessments.cohort_report.reporting")
        import_module("assessments.debriefs.letters")
        import_module("assessments.letters")
        import_module("assessments.rounds.reminder_letters")
        import_module("assessments.reporting")
        import_module("assessments.seats")
