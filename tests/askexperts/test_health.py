import pytest
from django.db import connection


@pytest.mark.django_db
def test_healthz_is_ok_while_the_database_answers(client):
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
@pytest.mark.parametrize(("silent", "status"), [("5 seconds", 200), ("2 minutes", 503)])
def test_worker_is_well_while_it_was_heard_of_lately(client, silent, status):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval)",
            [silent],
        )

    assert client.get("/healthz/worker").status_code == status


@pytest.mark.django_db
def test_worker_that_never_started_is_missed(client):
    response = client.get("/healthz/worker")

    assert (response.status_code, response.content) == (
        503,
        b"no worker has been heard of for a minute\n",
    )
