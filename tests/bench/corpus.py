"""Makes as many answers as wanted for benchmarks, in the words of the demo and of its own.

    python -m tests.bench.corpus 20000 > answers.jsonl

The same number gives the same file. Common words are as common as in the demo ("pain" stands in
more than half of the answers); rare ones are invented, ever new ones as the number grows, so that
the index has the long tail that a real site has.
"""

import itertools
import json
import random
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

DEMO = Path(__file__).resolve().parents[2] / "qa" / "demo" / "answers"
SENTENCES = 12  # of a body
RARE = 0.08  # of all words
CONSONANTS, VOWELS = "bcdfghklmnprstvz", "aeiou"


def lines(count: int) -> Iterator[str]:
    """Return this many lines for `import_answers`."""
    rng = random.Random(count)  # noqa: S311 - nothing secret
    sentences = demo_sentences()
    for number in range(count):
        said = [varied(rng.choice(sentences), rng) for _ in range(SENTENCES + 4)]
        title = " ".join(said[0].rstrip(".").split()[:10])
        yield json.dumps(
            {
                "source_id": f"bench-{number}",
                "title": f"{title}?",
                "question": said[1],
                "key_points": [text[:250] for text in said[2:4]],
                "body_html": "".join(f"<p>{text}</p>" for text in said[4:]),
                "topics": [f"Topic {number % 12}"],
            }
        )


def demo_sentences() -> list[str]:
    """Return what the demo answers say, sentence by sentence."""
    texts: list[str] = []
    for path in sorted(DEMO.iterdir()):
        texts += strings(tomllib.loads(path.read_text()))
    plain = [re.sub(r"<[^>]+>|[*#_]", " ", text) for text in texts]
    found = itertools.chain.from_iterable(re.split(r"(?<=[.?!])\s+", text) for text in plain)
    return [" ".join(text.split()) for text in found if 4 <= len(text.split()) <= 40]


def strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in strings(item)]
    return [value] if isinstance(value, str) else []


def varied(sentence: str, rng: random.Random) -> str:
    """Return a sentence with some of its words exchanged for rare ones."""
    return " ".join(rare(rng) if rng.random() < RARE else word for word in sentence.split())


def rare(rng: random.Random) -> str:
    """Return an invented word; the rank of a word says how often it comes (Zipf)."""
    rank = int(min(100 * rng.paretovariate(0.4), 1e7))
    letters = []
    while True:
        rank, one = divmod(rank, len(CONSONANTS))
        rank, two = divmod(rank, len(VOWELS))
        letters += [CONSONANTS[one], VOWELS[two]]
        if not rank and len(letters) > 4:
            return "".join(letters)


if __name__ == "__main__":
    for line in lines(int(sys.argv[1])):
        print(line)
