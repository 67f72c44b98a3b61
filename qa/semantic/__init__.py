"""Search by meaning, an extra beside search by words; it serves only where it is installed.

A small language model turns each published answer into a vector when it is approved, and each
text that is looked for into another; near vectors mean alike. Whatever goes wrong with the model,
search goes on by words alone, and the log says so once a process.
"""

import functools
import logging
import os
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from .scorer import Scorer
    from .vectors import Nearness

logger = logging.getLogger(__name__)
OFF = "off"
_loading = threading.Lock()


class ModelFailed(Exception):
    """The model could not be loaded or could not read a text; the message is the kind of error."""


def loaded_scorer() -> "Scorer | None":
    """Return the scorer by meaning, loaded once a process; None where there is none."""
    with _loading:
        return _load(settings.SEMANTIC_MODEL)


@functools.cache
def _load(model: str) -> "Scorer | None":
    if model == OFF:
        return None
    # Each reader has one core, here as in the encoder; numpy asks once, when it is loaded.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        from .scorer import Scorer

        return Scorer(model)
    except ModuleNotFoundError as error:
        logger.info("Search goes by words alone: %s is not installed.", error.name)
    except (ImportError, ModelFailed) as error:
        _say_that_it_failed(str(error) if isinstance(error, ModelFailed) else "ImportError")
    return None


@functools.cache
def _say_that_it_failed(kind: str) -> None:
    logger.warning("Search goes by words alone: the model fails with %s.", kind)


def nearness(text: str) -> "Nearness | None":
    """Return how near the published answers are to a text; None without a working model."""
    if (by_meaning := loaded_scorer()) is None:
        return None
    try:
        return by_meaning.nearness(text)
    except ModelFailed as error:
        _say_that_it_failed(str(error))
        return None


def nearness_of_answers(answer_ids: Iterable[int]) -> "dict[int, Nearness]":
    """Return how near the published answers are to each of these; nothing without a model."""
    by_meaning = loaded_scorer()
    return by_meaning.nearness_of_answers(answer_ids) if by_meaning else {}


def keep(answer_ids: Iterable[int], report: Callable[[int], object] = int) -> None:
    """Store the vectors of the live words of these answers, in place of any before.

    `report` is called with the number of answers that are done. Without a working model nothing is
    stored: `manage.py embed_answers` makes up for it.
    """
    if (by_meaning := loaded_scorer()) is None:
        return
    try:
        by_meaning.keep(answer_ids, report)
    except ModelFailed as error:
        _say_that_it_failed(str(error))
