"""Django's PostgreSQL engine, which starts the embedded server when it is the one to connect to."""

import select
import time

import psycopg
from django.db.backends.postgresql import base, features, operations
from django.db.backends.utils import CursorWrapper
from psycopg.pq import TransactionStatus

from askexperts.database import server

PINGED_EVERY = 1.0  # seconds


class DatabaseFeatures(features.DatabaseFeatures):
    minimum_database_version = (15,)


class DatabaseOperations(operations.DatabaseOperations):
    def last_executed_query(self, cursor, sql, params):
        """Tell also what a prepared cursor ran, of which it knows no more than a name."""
        return super().last_executed_query(cursor, sql, params) or self.compose_sql(sql, params)


class PreparedCursor(psycopg.Cursor):
    """A cursor whose statements the server plans once, and once more after a migration."""

    def execute(self, query, params=None, **how):
        try:
            return super().execute(query, params, **how)
        except psycopg.errors.FeatureNotSupported:
            # A column of another type since ("cached plan must not change result type"). What
            # fails in a transaction is forgotten when that is rolled back.
            if self.connection.info.transaction_status != TransactionStatus.IDLE:
                raise
            self.connection.execute("DEALLOCATE ALL")
            return super().execute(query, params, **how)


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures
    ops_class = DatabaseOperations

    _pinged_at = float("-inf")

    def get_connection_params(self):
        """Start the server with the first connection: a command that needs none starts none."""
        params = super().get_connection_params()
        if data_dir := self.settings_dict.get("EMBEDDED_IN"):
            params["host"] = server.start(data_dir)
        return params

    def get_new_connection(self, conn_params):
        connection = super().get_new_connection(conn_params)
        # What a prepared cursor runs; none of Django's own prepares a statement.
        connection.prepare_threshold = 0
        return connection

    def is_usable(self):
        """Say whether the server is still there, as Django asks at the beginning of a request.

        A server that ends a connection says so, which needs no round trip to see. One that
        vanishes without a word is asked, though not for each page under load.
        """
        was_asked_just_now = time.monotonic() - self._pinged_at < PINGED_EVERY
        if was_asked_just_now and not self.errors_occurred and self._is_silent():
            return True
        self._pinged_at = time.monotonic()
        return super().is_usable()

    def _is_silent(self) -> bool:
        """Say whether the connection is open and the server has sent nothing since its answer."""
        if self.connection is None or self.connection.closed:
            return False
        sent = select.poll()
        sent.register(self.connection.fileno(), select.POLLIN)
        return not sent.poll(0)

    def prepared_cursor(self) -> CursorWrapper:
        """Return a cursor whose statements are planned once for each connection, not each time.

        Of a short statement with many parts that is half of the work. The server binds what goes
        into it, so each value needs a type that the statement tells: `%(ids)s::bigint[]`.
        """
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            return self._prepare_cursor(PreparedCursor(self.connection))
