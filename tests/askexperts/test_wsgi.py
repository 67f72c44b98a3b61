import io

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory

FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("text/plain; charset=hex", "text/plain"),
        ('multipart/form-data; charset="cp037"; boundary=xyz', "multipart/form-data; boundary=xyz"),
        (
            "application/x-www-form-urlencoded; CHARSET*=undefined",
            "application/x-www-form-urlencoded",
        ),
        (FORM, FORM),
    ],
)
def test_request_is_read_as_utf8_whatever_it_says(monkeypatch, sent, read):
    monkeypatch.setenv("IS_WEB", "0")  # The import sets it for all that follows.
    from askexperts import wsgi

    seen = []
    monkeypatch.setattr(wsgi, "_django", lambda environ, start: seen.append(WSGIRequest(environ)))
    environ = RequestFactory()._base_environ(QUERY_STRING="page=3", CONTENT_TYPE=sent)

    wsgi.application({**environ, "wsgi.input": io.BytesIO()}, print)

    assert (seen[0].META["CONTENT_TYPE"], seen[0].GET["page"]) == (read, "3")
