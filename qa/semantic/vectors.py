"""The vectors of all published answers, in memory, as the database has them."""

import threading
from collections.abc import Iterable, Sequence
from typing import Any

import numpy
from django.db import connection

from .encoder import LENGTH

MOST = 25_000  # answers: 38 MB in each process, some 5 ms a search

_CHANGED = """
SELECT answer_id, vector FROM qa_meaning WHERE version > %(since)s AND made_by = %(made_by)s
"""
_PRESENT = "SELECT answer_id FROM qa_meaning WHERE made_by = %(made_by)s"


class Nearness:
    """The cosine between one vector and each stored one: 1 is the same, 0 is something else."""

    def __init__(self, places: dict[int, int], answer_ids: Any, cosines: Any) -> None:
        self._places, self._answer_ids, self._cosines = places, answer_ids, cosines

    def best(self, limit: int, at_least: float) -> list[int]:
        """Return the keys of up to this many of the nearest answers, in no order."""
        near = numpy.flatnonzero(self._cosines >= at_least)
        if len(near) > limit:
            near = near[numpy.argpartition(-self._cosines[near], limit)[:limit]]
        return self._answer_ids[near].tolist()

    def of(self, answer_ids: Sequence[int]) -> list[float]:
        """Return how near these answers are; 0 for one that has no vector."""
        places = (self._places.get(pk) for pk in answer_ids)
        return [0.0 if at is None else max(float(self._cosines[at]), 0.0) for at in places]


class Vectors:
    """One matrix a process, shared by its threads; it follows the database by a version number."""

    def __init__(self, made_by: str) -> None:
        self._made_by = made_by
        self._following = threading.Lock()
        self._version = 0
        self._ids: Any = numpy.zeros(0, dtype=numpy.int64)
        self._matrix: Any = numpy.zeros((0, LENGTH), dtype=numpy.float32)
        self._places: dict[int, int] = {}

    def nearness(self, vectors: Any) -> list[Nearness]:
        """Return for each vector how near the answers are to it.

        Nothing is near where there are more answers than memory is meant for.
        """
        with connection.cursor() as cursor:
            cursor.execute("SELECT meaning_version, answer_count FROM qa_corpus")
            version, count = cursor.fetchone() or (0, 0)
        if count > MOST:
            return []
        with self._following:
            if version != self._version:
                self._follow(version)
            places, ids, matrix = self._places, self._ids, self._matrix
        return [Nearness(places, ids, cosines) for cosines in vectors @ matrix.T]

    def stored(self, answer_ids: Iterable[int]) -> tuple[list[int], Any]:
        """Return those of these answers that have a vector, and the vectors."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT answer_id, vector FROM qa_meaning"
                " WHERE answer_id = ANY(%s) AND made_by = %s",
                [list(answer_ids), self._made_by],
            )
            return unpacked(cursor.fetchall())

    def _follow(self, version: int) -> None:
        """Read what has changed since the last look, and forget what is gone.

        A lower version than the last one is that of a restored database: read everything.
        """
        since = self._version if version > self._version else 0
        parameters: dict[str, Any] = {"since": since, "made_by": self._made_by}
        with connection.cursor() as cursor:
            cursor.execute(_CHANGED, parameters)
            new_ids, new_rows = unpacked(cursor.fetchall())
            cursor.execute(_PRESENT, parameters)
            old = {pk for (pk,) in cursor.fetchall()} - set(new_ids)
        kept = [place for pk, place in self._places.items() if pk in old]
        self._matrix = numpy.concatenate([self._matrix[kept], new_rows])
        self._ids = numpy.concatenate([self._ids[kept], numpy.array(new_ids, dtype=numpy.int64)])
        self._places = {pk: place for place, pk in enumerate(self._ids.tolist())}
        self._version = version


def unpacked(rows: list[tuple[int, bytes]]) -> tuple[list[int], Any]:
    """Return the keys and the vectors of stored rows."""
    read = [numpy.frombuffer(vector, dtype=numpy.float16) for _, vector in rows]
    return [pk for pk, _ in rows], numpy.array(read, dtype=numpy.float32).reshape(-1, LENGTH)


def packed(vector: Any) -> bytes:
    """Return a vector as it is stored: half precision changes no order that a reader sees."""
    return vector.astype(numpy.float16).tobytes()
