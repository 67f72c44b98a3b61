"""Whatever is sent in place of a passkey gets an error in words, and opens nothing."""

import base64
import json

import pytest
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from fido2.cose import ES256
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

from qa.models import AuditEntry
from tests import factories
from tests.desk import log_in

pytestmark = pytest.mark.django_db

LOGIN, CODE = reverse("mfa_login_webauthn"), reverse("mfa_authenticate")
CONFIRM, ADD = reverse("mfa_reauthenticate_webauthn"), reverse("mfa_add_webauthn")
WRONG = "That passkey did not work. Try again, or use another way."


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


ORIGIN = {"origin": "http://testserver", "type": "webauthn.get", "challenge": "AA"}
CLIENT_DATA = encoded(json.dumps(ORIGIN).encode())


def passkey(**response: object) -> str:
    """What a browser sends, with other values in its inner part."""
    inner = {
        "clientDataJSON": CLIENT_DATA,
        "authenticatorData": encoded(bytes(37)),
        "attestationObject": encoded(b"\xa0"),
        "signature": encoded(b"signed"),
        "userHandle": encoded(b"1"),
        **response,
    }
    outer = {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "clientExtensionResults": {}}
    return json.dumps({**outer, "response": inner})


BODIES = {
    "nothing": "",
    "no JSON": "{",
    "null": "null",
    "a list": "[]",
    "a list of lists": "[[1]]",
    "a number": "1",
    "a word": '"passkey"',
    "empty": "{}",
    "too deep": "[" * 100_000,
    "no response": '{"id": "AAAA", "rawId": "AAAA", "type": "public-key"}',
    "a response that is a list": '{"id": "AAAA", "rawId": "AAAA", "response": []}',
    "a response that is null": '{"id": "AAAA", "rawId": "AAAA", "response": null}',
    "an identifier that is a number": '{"id": 1, "rawId": 2, "response": {}}',
    "zero bytes": passkey(userHandle="\0"),
    "half a character": passkey(userHandle="\ud800"),
    "complete and made up": passkey(),
    "a person who is no text": passkey(userHandle=encoded(b"\xff\xfe")),
    "a person who is a list": passkey(userHandle=[1]),
    "a person with a huge number": passkey(userHandle=encoded(b"zzzzzzzzzzzzz")),
    "nobody": passkey(userHandle=None),
    "empty client data": passkey(clientDataJSON=""),
    "client data that is no object": passkey(clientDataJSON=encoded(b"[]")),
    "client data that is a number": passkey(clientDataJSON=7),
    "data that is too short": passkey(authenticatorData=encoded(b"\x00")),
    "data that promises more": passkey(authenticatorData=encoded(bytes(32) + b"\xff" + bytes(4))),
    "no base64": passkey(authenticatorData="%%%", attestationObject="%%%"),
    "no CBOR": passkey(attestationObject=encoded(b"\xff\xff\xff")),
    "CBOR that ends early": passkey(attestationObject=encoded(b"\xa3\x63fmt")),
    "CBOR that is a number": passkey(attestationObject=encoded(b"\x01")),
    "deep CBOR": passkey(attestationObject=encoded(b"\x81" * 50_000)),
}
every_body = pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)


def passkey_of(user: User) -> Authenticator:
    """A passkey as its registration left it."""
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    own = AttestedCredentialData.create(Aaguid.NONE, b"own", ES256.from_cryptography_key(key))
    data = AuthenticatorData.create(bytes(32), AuthenticatorData.FLAG.AT, 0, own)
    made = AttestationObject.create("none", data, {})
    response = {"clientDataJSON": CLIENT_DATA, "attestationObject": encoded(bytes(made))}
    credential = {"id": encoded(b"own"), "rawId": encoded(b"own"), "type": "public-key"}
    return Authenticator.objects.create(
        user=user,
        type="webauthn",
        data={"name": "Tablet", "credential": {**credential, "response": response}},
    )


@pytest.fixture
def client() -> Client:
    """A browser in which nobody has logged in."""
    return Client()


@every_body
def test_login_with_a_broken_passkey_is_refused_in_words(client, body):
    factories.user()
    client.get(LOGIN, headers={"accept": "application/json"})

    response = client.post(LOGIN, {"credential": body}, follow=True)

    assert [str(message) for message in response.context["messages"]] == [WRONG]
    assert "_auth_user_id" not in client.session
    assert [entry.kind for entry in AuditEntry.objects.all()] == ["login_failed"]


@every_body
def test_broken_passkey_after_the_password_is_refused_in_words(client, body):
    user = factories.user()
    passkey_of(user)
    client.post(reverse("account_login"), {"login": user.username, "password": "quiet river stone"})
    client.get(CODE)

    response = client.post(CODE, {"credential": body})

    assert f'<p class="errornote" role="alert">{WRONG}</p>' in response.content.decode()
    assert "_auth_user_id" not in client.session


@every_body
def test_broken_passkey_that_confirms_is_refused_in_words(client, body):
    passkey_of(log_in(client).user)
    client.get(CONFIRM)

    response = client.post(CONFIRM, {"credential": body})

    assert response.content.decode().count(WRONG) == 1


@every_body
def test_broken_new_passkey_is_refused_in_words(client, body):
    log_in(client)
    client.get(ADD)

    response = client.post(ADD, {"credential": body, "name": "Tablet in room 2"})

    assert response.content.decode().count(WRONG) == 1
    assert 'value="Tablet in room 2"' in response.content.decode()
    assert not Authenticator.objects.exists()
