"""What this process knows of the version of the public pages.

A thread listens for each new number and asks for it twice a second besides, so that a withdrawal
is heard of by a process that nobody has asked for anything in an hour. Where the thread is cut off,
a request asks by itself.
"""

import logging
import threading
import time
from collections.abc import Callable

from django.db import DEFAULT_DB_ALIAS, Error, connections

from askexperts.database.server import DatabaseNotStarted
from qa.models import PageVersion

GOOD_FOR = 1.0  # seconds that a number may be relied on after the database told it
ASK_AGAIN_AFTER = 0.4  # seconds
WAIT_FOR_OTHERS = 0.2  # seconds a request waits for another one that is asking

AWAY = (Error, DatabaseNotStarted)

logger = logging.getLogger(__name__)


class Watch:
    """Follows the version; one for each process."""

    def __init__(self, on_change: Callable[[int], None], afterwards: Callable[[], None]) -> None:
        """`on_change` is called with each new number before anybody else learns it.

        `afterwards` is called by the thread when there is time.
        """
        self._on_change = on_change
        self._afterwards = afterwards
        self._number: int | None = None
        self._told_at = float("-inf")
        self._failed_at = float("-inf")
        self._asking = threading.Lock()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def number(self) -> int | None:
        """Return the version, None while the database does not tell it."""
        if not self._is_good():
            self._find_out()
        return self._number if self._is_good() else None

    def stop(self) -> None:
        """End the thread and wait for it; the next call of `number` starts another one."""
        self._stopping.set()
        if self._thread:
            self._thread.join()
        self._told_at = float("-inf")

    def _is_good(self) -> bool:
        return time.monotonic() - self._told_at <= GOOD_FOR

    def _find_out(self) -> None:
        if time.monotonic() - self._failed_at < ASK_AGAIN_AFTER:
            return
        if not self._asking.acquire(timeout=WAIT_FOR_OTHERS):
            self._failed_at = time.monotonic()  # Better an old copy than everybody waiting.
            return
        try:
            if not self._is_good():
                self._ask()
        except AWAY:
            self._failed_at = time.monotonic()
            logger.warning("The database does not tell the version of the pages")
        finally:
            self._asking.release()
        self._keep_listening()

    def _ask(self) -> None:
        """Learn the number; one at a time, so that an older one never comes last."""
        asked_at = time.monotonic()
        number = PageVersion.objects.number()
        if number != self._number:
            self._on_change(number)
        self._number = number
        self._told_at = asked_at

    def _keep_listening(self) -> None:
        """Start the thread, here and not before: a process that was forked has lost it."""
        if self._thread is None or not self._thread.is_alive():
            self._stopping.clear()
            self._thread = threading.Thread(target=self._listen, name="page-version", daemon=True)
            self._thread.start()

    def _listen(self) -> None:
        connection = connections[DEFAULT_DB_ALIAS]
        while not self._stopping.is_set():
            try:
                with connection.cursor() as cursor:
                    cursor.execute(f"LISTEN {PageVersion.CHANNEL}")
                self._follow()
            except AWAY:
                connection.close()
                self._stopping.wait(ASK_AGAIN_AFTER)
        connection.close()

    def _follow(self) -> None:
        connection = connections[DEFAULT_DB_ALIAS]
        while not self._stopping.is_set():
            with self._asking:
                self._ask()
            self._afterwards()
            with connection.wrap_database_errors:
                for _ in connection.connection.notifies(timeout=ASK_AGAIN_AFTER, stop_after=1):
                    pass
