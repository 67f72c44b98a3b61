import pytest


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Referrer-Policy", "same-origin"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
    ],
)
def test_page_carries_the_security_headers(client, name, value):
    assert client.get("/admin/").headers[name] == value


def test_page_forbids_what_it_does_not_use(client):
    assert "camera=()" in client.get("/admin/").headers["Permissions-Policy"]


def test_page_allows_no_foreign_or_inline_code(client):
    policy = client.get("/admin/").headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["cp037", "hex", "idna", "undefined"])
def test_address_means_the_same_in_every_charset(client, charset):
    odd = {"CONTENT_TYPE": f"text/plain; charset={charset}"}

    assert client.get("/answers/?page=3", **odd).status_code == 404
    assert client.get("/search/?q=x", **odd).status_code == 200
