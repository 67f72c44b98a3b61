"""The vectors of all published answers, in memory, as the database has them."""

import threading
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

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


class Known(NamedTuple):
    """The vectors of one version of the database; a new version is another object."""

    version: int
    ids: Any
    matrix: Any
    places: dict[int, int]


class Vectors:
    """One matrix a process, shared by its threads; it follows the database by a version number."""

    def __init__(self, made_by: str) -> None:
        self._made_by = made_by
        self._following = threading.Lock()
        nothing: Any = numpy.zeros((0, LENGTH), dtype=numpy.float32)
        self._known = Known(0, numpy.zeros(0, dtype=numpy.int64), nothing, {})

    def nearness(self, vectors: Any) -> list[Nearness]:
        """Return for each vector how near the answers are to it.

        Nothing is near where there are more answers than memory is meant for.
        """
        version, count = _stored_version()
        if count > MOST:
            return []
        known = self._known
        if known.version != version:
            known = self._follow()
        cosines = vectors @ known.matrix.T
        return [Nearness(known.places, known.ids, each) for each in cosines]

    def stored(self, answer_ids: Iterable[int]) -> tuple[list[int], Any]:
        """Return those of these answers that have a vector, and the vectors."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT answer_id, vector FROM qa_meaning"
                " WHERE answer_id = ANY(%s) AND made_by = %s",
                [list(answer_ids), self._made_by],
            )
            return unpacked(cursor.fetchall())

    def _follow(self) -> Known:
        """Return the vectors as they are now; one thread reads them for all that need them."""
        with self._following:
            # Another thread may have come further while this one waited.
            version, _ = _stored_version()
            if self._known.version != version:
                self._known = self._read(version)
            return self._known

    def _read(self, version: int) -> Known:
        """Read what has changed since the last look, and leave out what is gone.

        A lower version than the last one is that of a restored database, or the last one is of a
        transaction that has not ended or was undone: read everything.
        """
        known = self._known
        since = known.version if version > known.version else 0
        parameters: dict[str, Any] = {"since": since, "made_by": self._made_by}
        with connection.cursor() as cursor:
            cursor.execute(_CHANGED, parameters)
            new_ids, new_rows = unpacked(cursor.fetchall())
            cursor.execute(_PRESENT, parameters)
            old = {pk for (pk,) in cursor.fetchall()} - set(new_ids)
        kept = [place for pk, place in known.places.items() if pk in old]
        ids = numpy.concatenate([known.ids[kept], numpy.array(new_ids, dtype=numpy.int64)])
        matrix = numpy.concatenate([known.matrix[kept], new_rows])
        return Known(version, ids, matrix, {pk: place for place, pk in enumerate(ids.tolist())})


def _stored_version() -> tuple[int, int]:
    """Return the version of the stored vectors, and how many answers there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT meaning_version, answer_count FROM qa_corpus")
        return cursor.fetchone() or (0, 0)


def unpacked(rows: list[tuple[int, bytes]]) -> tuple[list[int], Any]:
    """Return the keys and the vectors of stored rows."""
    read = [numpy.frombuffer(vector, dtype=numpy.float16) for _, vector in rows]
    return [pk for pk, _ in rows], numpy.array(read, dtype=numpy.float32).reshape(-1, LENGTH)


def packed(vector: Any) -> bytes:
    """Return a vector as it is stored: half precision changes no order that a reader sees."""
    return vector.astype(numpy.float16).tobytes()
