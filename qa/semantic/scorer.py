"""The model and the vectors it made, together."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet

from qa.models.answers import Answer

from . import store
from .encoder import Encoder
from .vectors import Nearness, Vectors, packed

BATCH = 100
QUERY_PIECES = 64  # of a word each, more or less: a long question says at its start what it is
ANSWER_PIECES = 128


class Scorer:
    """Scores by meaning, with one model, loaded once a process."""

    def __init__(self, folder: str) -> None:
        self._encoder = Encoder(folder)
        self._vectors = Vectors(self._encoder.name)

    def nearness(self, text: str) -> Nearness | None:
        """Return how near the published answers are to a text; None where there are too many.

        Raises ModelFailed.
        """
        found = self._vectors.nearness(self._encoder.vector(text, QUERY_PIECES)[None])
        return found[0] if found else None

    def nearness_of_answers(self, answer_ids: Iterable[int]) -> dict[int, Nearness]:
        """Return how near the published answers are to each of these, where it has a vector."""
        ids, vectors = self._vectors.stored(answer_ids)
        return dict(zip(ids, self._vectors.nearness(vectors), strict=False))

    def lacking(self) -> QuerySet[Answer]:
        """Return the published answers that have no vector by this model yet."""
        return store.lacking(self._encoder.name)

    def keep(self, answer_ids: Iterable[int], report: Callable[[int], object]) -> None:
        """Store the vectors of the live words of these answers. Raises ModelFailed."""
        ids = list(answer_ids)
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            rows = [
                (pk, revision, packed(self._vector_of_answer(question, everything)))
                for pk, revision, question, everything in store.texts(batch)
            ]
            if rows:
                store.keep(rows, self._encoder.name)
            report(start + len(batch))

    def _vector_of_answer(self, question: str, everything: str) -> Any:
        """Return one vector, near to texts that mean the question as well as the answer.

        It is the mean of two, which is as near to a text as the two are on average.
        """
        one = self._encoder.vector(question, QUERY_PIECES)
        return (one + self._encoder.vector(everything, ANSWER_PIECES)) / 2
