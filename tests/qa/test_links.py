import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from qa.links import answers, links_in


class Page(BaseHTTPRequestHandler):
    """Answers by its path, and remembers what it was asked."""

    def do_HEAD(self):
        self.server.asked.append((self.command, self.path, dict(self.headers)))
        if self.path == "/slow":
            self.server.stop.wait(10)
        if self.path == "/no-head" and self.command == "HEAD":
            return self.reply(405)
        if self.path.startswith("/to/"):
            return self.reply(302, self.path.removeprefix("/to/"))
        return self.reply({"/gone": 404, "/broken": 500, "/members": 403}.get(self.path, 200))

    do_GET = do_HEAD

    def reply(self, status, location=None):
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        """Say nothing into the output of the tests."""


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    server.asked, server.stop = [], threading.Event()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.stop.set()
    server.shutdown()
    thread.join()
    server.server_close()


def place(server) -> str:
    return f"127.0.0.1:{server.server_port}"


@pytest.mark.parametrize(
    ("path", "does_answer"),
    [
        ("/", True),
        ("/members", True),
        ("/no-head", True),
        ("/to//found", True),
        ("/gone", False),
        ("/broken", False),
        ("/to//gone", False),
    ],
)
def test_page_answers_or_not(server, path, does_answer):
    assert answers(f"http://{place(server)}{path}", inside=[place(server)]) is does_answer


def test_page_that_is_slow_does_not_answer(server, monkeypatch):
    monkeypatch.setattr("qa.links.SECONDS", 0.2)

    assert answers(f"http://{place(server)}/slow", inside=[place(server)]) is False


def test_redirect_without_end_is_no_answer(server):
    address = f"http://{place(server)}/to/"
    for _ in range(6):
        address = f"http://{place(server)}/to/{address}"

    assert answers(address, inside=[place(server)]) is False


def test_request_says_nothing_but_the_address(server):
    answers(f"http://{place(server)}/knee?page=2#exercises", inside=[place(server)])

    ((method, path, headers),) = server.asked
    assert (method, path) == ("HEAD", "/knee?page=2")
    assert set(headers) == {"Host", "Accept-Encoding", "User-Agent", "Accept"}


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://[::1]:{port}/",
        "http://127.1:{port}/",
        "http://2130706433:{port}/",
        "http://0.0.0.0:{port}/",
        "http://user@127.0.0.1:{port}/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://[fd00::1]/",
        "http://[::ffff:127.0.0.1]/",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
    ],
)
def test_own_network_is_never_asked(server, address):
    assert answers(address.format(port=server.server_port), inside=[]) is None
    assert server.asked == []


def test_redirect_does_not_lead_into_the_own_network(server):
    other = f"http://localhost:{server.server_port}/secret"

    assert answers(f"http://{place(server)}/to/{other}", inside=[place(server)]) is None
    assert [path for _, path, _ in server.asked] == [f"/to/{other}"]


def test_name_without_a_number_does_not_answer():
    assert answers("http://nobody.invalid/") is False


def test_only_links_to_pages_are_asked():
    html = (
        '<p><a href="https://example.org/a?b=1&amp;c=2">one</a> <a href="tel:911">911</a> '
        '<a href="mailto:a@example.org">mail</a> <a href="https://example.org/a?b=1&amp;c=2">x</a></p>'
    )

    assert links_in(html) == ["https://example.org/a?b=1&c=2"]
