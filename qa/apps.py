from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class QaConfig(AppConfig):
    name = "qa"
    verbose_name = "Questions and answers"


class DeskConfig(AdminConfig):
    """The admin, with the desk as its site."""

    default = False
    default_site = "qa.desk.Desk"
