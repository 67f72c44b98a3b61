"""Questions to send: the last request of somebody who asks, with new words each time."""

import ipaddress
import itertools
import uuid
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode

from tests.bench.load import Post, Target
from tests.faults.asker import Asker

PLACES = ("knee", "hip", "back", "neck", "ankle", "wrist", "elbow", "heel", "calf", "thigh", "jaw")


def questions(port: int) -> Target:
    """Walk to the last button once; then press it as somebody else, elsewhere, each time."""
    asker = Asker(f"http://127.0.0.1:{port}", "somebody", f"What helps? {PLACES}")
    press = asker.come_to_the_last_button()
    first = dict(parse_qsl(bytes(press.data or b"").decode(), keep_blank_values=True))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": "; ".join(f"{cookie.name}={cookie.value}" for cookie in asker.jar),
        "Origin": asker.site,
        "Referer": press.full_url,
    }
    return Target(port, press.selector, headers, _posts(first))


def _posts(first: dict[str, str]) -> Iterator[Post]:
    for words in itertools.permutations(PLACES, 8):
        key = uuid.uuid4()  # The same words from the same address would not be stored again.
        changed = {
            "submission_key": str(key),
            "asker_email": f"asker-{key.hex}@example.com",
            "text": f"What helps when it hurts here: {' '.join(words)}? This is {key.hex}.",
        }
        yield Post(str(ipaddress.ip_address(key.int >> 96)), urlencode({**first, **changed}))
