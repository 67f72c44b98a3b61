"""What Django looks at before a command touches the database."""

from collections.abc import Sequence

from django.apps import AppConfig
from django.core.checks import CheckMessage, Warning
from django.db import connection


def keys_open_what_is_stored(
    app_configs: Sequence[AppConfig] | None,
    databases: Sequence[str] | None = None,
    **options: object,
) -> list[CheckMessage]:
    """Warn of other keys than those that encrypted the contacts of askers."""
    from qa.models import Question

    if not databases or Question._meta.db_table not in connection.introspection.table_names():
        return []
    stored = Question.objects.exclude(asker_email=None).order_by("-pk")
    address = stored.values_list("asker_email", flat=True).first()
    # The field gives back what it cannot decrypt as it stands.
    if address is None or "@" in address:
        return []
    return [
        Warning(
            "SECRET_KEY and SALT_KEY do not open the e-mail addresses that are stored.",
            hint="Put back the keys this site ran with; a backup needs the keys of its day. A new "
            "SALT_KEY stands before the old ones, not in their place.",
            id="qa.W001",
        )
    ]
