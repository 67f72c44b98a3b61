from django.apps import AppConfig
from django.core.checks import Tags, register


class QaConfig(AppConfig):
    name = "qa"
    verbose_name = "Questions and answers"

    def ready(self) -> None:
        from qa.system_checks import keys_open_what_is_stored

        register(keys_open_what_is_stored, Tags.database)
