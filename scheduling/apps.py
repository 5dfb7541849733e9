from people import registry


class SchedulingConfig(registry.Package):
    name = "scheduling"
    registers = ("calendars.handbook", "hooks", "invitations.letters")
