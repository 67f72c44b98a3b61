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


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "given", "due", "answer"),
    [
        ("todo", "11 minutes", None, 503),
        ("todo", "9 minutes", None, 200),
        ("todo", "1 day", "11 minutes", 503),
        ("todo", "1 day", "9 minutes", 200),
        ("todo", "1 day", "-1 hour", 200),
        ("doing", "1 day", None, 200),
        ("succeeded", "1 day", "11 minutes", 200),
    ],
)
def test_worker_is_unwell_where_a_due_job_waits_for_ten_minutes(client, status, given, due, answer):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, scheduled_at)"
            " VALUES ('mail', 'send_notice', now() - %s::interval) RETURNING id",
            [due],
        )
        job = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE procrastinate_events SET at = now() - %s::interval WHERE job_id = %s",
            [given, job],
        )
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = %s::procrastinate_job_status WHERE id = %s",
            [status, job],
        )

    response = client.get("/healthz/worker")

    words = {200: b"ok\n", 503: b"a job has been due for ten minutes\n"}
    assert (response.status_code, response.content) == (answer, words[answer])
