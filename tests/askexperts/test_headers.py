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
@pytest.mark.parametrize("host", ["evil.example", "", "a b", "testserver:1:2"])
def test_host_that_is_not_ours_is_refused_with_a_page(client, host):
    response = client.get("/answers/", headers={"host": host})

    assert response.status_code == 400
    assert "Something went wrong with that page" in response.text
