"""The audit is written once: the database lets nobody change it, and lets go what is old."""

import datetime as dt

import pytest
from dateutil.relativedelta import relativedelta
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from qa.models import AuditEntry
from qa.models.audit import record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs")]


def old_row(years: int) -> AuditEntry:
    at = timezone.now() - relativedelta(years=years) - dt.timedelta(days=1)
    return AuditEntry.objects.create(at=at, kind=AuditEntry.Kind.LOOKED, page="index")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE qa_auditentry SET kind = 'looked'",
        "DELETE FROM qa_auditentry",
        "TRUNCATE qa_auditentry",
    ],
)
def test_database_changes_no_row(statement):
    record(AuditEntry.Kind.REFUSED, person=None, page="index")
    with connection.cursor() as cursor:
        # The tests of the browser are allowed to empty the tables.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE qa_auditentry ENABLE TRIGGER audit_never_emptied")

        with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
            cursor.execute(statement)

    assert AuditEntry.objects.get().kind == "refused"


def test_database_lets_go_what_is_older_than_six_years():
    old_row(6)
    young = old_row(5)

    AuditEntry.objects.outlived().delete()

    assert AuditEntry.objects.get() == young


def test_database_keeps_what_is_younger_than_six_years():
    young = old_row(5)

    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        young.delete()
