from people import registry


class SpreadsheetsConfig(registry.Package):
    name = "spreadsheets"
