"""Connections at the desk: kept by administrators, secrets never shown nor led elsewhere."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from config import suspended
from petitions.models import Connection
from testimonies.institutions import actions as institutions
from testimonies.models import CustodyEvent, Institution
from testimonies.privacy import vault
from tests.builders_bundles import a_connection
from tests.builders_review import PASSWORD as PASSPHRASE
from tests.builders_review import a_release_officer, an_administrator
from tests.petitions.deliveries.sftp_server import PASSWORD, USER, running
from tests.petitions.deliveries.sftp_server import Institution as Server

pytestmark = pytest.mark.django_db
DESK = "/admin/petitions/connection/"


@pytest.fixture(autouse=True)
def _directory() -> None:
    institutions.load_reference()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with running(tmp_path / "their disk") as institution:
        yield institution


def filled(**told: Any) -> dict[str, Any]:
    known = {
        "institution": Institution.objects.get(code="gov-lt").pk,
        "channel": "sftp",
        "server": "sftp.example.org",
        "port": "",
        "username": "atmintis",
        "place": "in",
        "region": "",
        "host_key": "",
        "password": "let us in",
        "private_key": "",
    }
    return {**known, **told}


def administrator() -> Client:
    return just_signed_in(an_administrator())


def just_signed_in(user: User) -> Client:
    """As the desk of addresses and keys asks."""
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": PASSPHRASE})
    return client


def press_try(client: Client, connection: Connection) -> str:
    answer = client.post(f"{DESK}{connection.pk}/try/", follow=True)
    return answer.content.decode()


def test_an_administrator_writes_a_connection_down_and_that_is_recorded() -> None:
    client = administrator()

    client.post(f"{DESK}add/", filled())

    connection = Connection.objects.get()
    assert (connection.server, connection.secret) == (
        "sftp.example.org",
        {"password": "let us in"},
    )
    (event,) = CustodyEvent.objects.filter(event="connection.made")
    assert "let us in" not in str(event.__dict__)


def test_the_secret_is_never_shown_and_stays_where_it_is_left_empty() -> None:
    connection = a_connection()
    client = administrator()
    place = f"{DESK}{connection.pk}/change/"

    page = client.get(place).content.decode()
    client.post(place, filled(username="another", password="", place=""))

    connection.refresh_from_db()
    assert "let us in" not in page
    assert (connection.username, connection.secret) == ("another", {"password": "let us in"})


def test_a_secret_that_came_too_late_waits_nowhere_for_the_sign_in() -> None:
    client = administrator()
    session = client.session
    session["account_authentication_methods"] = [
        {**record, "at": 0} for record in session["account_authentication_methods"]
    ]
    session.save()

    asked = client.post(f"{DESK}add/", filled())

    assert asked.headers["Location"].startswith("/accounts/reauthenticate/")
    sealed = base64.b64decode(client.session[suspended.SEALED])
    kept = str(vault.open_sealed(sealed, place=suspended.PLACE, row=suspended.EVERY_ROW))
    assert "sftp.example.org" in kept  # the rest is there
    assert "let+us+in" not in kept
    assert not Connection.objects.exists()


@pytest.mark.parametrize("change", [{"server": "evil.example.org"}, {"port": "2222"}])
def test_a_secret_never_goes_to_a_server_that_was_named_afterwards(change: dict[str, str]) -> None:
    connection = a_connection(place="in")
    client = administrator()

    answer = client.post(f"{DESK}{connection.pk}/change/", filled(password="", **change))

    assert "enter the secret again" in answer.content.decode()
    connection.refresh_from_db()
    assert (connection.server, connection.port) == ("sftp.example.org", None)


def test_nobody_is_told_of_another_server_who_only_wrote_its_key_down(server: Server) -> None:
    connection = a_connection(place="in")
    told = filled(password="", host_key=server.pinned)

    page = administrator().post(f"{DESK}{connection.pk}/change/", told).content.decode()

    assert "was written down just now: enter the secret again" in page
    assert "The server is another one" not in page


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"password": ""}, "Give a password or a key."),
        ({"host_key": "ssh-ed25519 nonsense"}, "This is not a public SSH key."),
        ({"password": "", "private_key": "nonsense"}, "This is not a private SSH key"),
        ({"channel": "s3", "server": "s3.example.org"}, "Write the address of the store"),
        ({"channel": "s3", "server": "https://s3.example.org", "place": ""}, "Name the bucket."),
    ],
)
def test_what_cannot_work_is_said_and_not_kept(told: dict[str, str], said: str) -> None:
    client = administrator()

    answer = client.post(f"{DESK}add/", filled(**told))

    assert said in answer.content.decode()
    assert not Connection.objects.exists()
    assert not CustodyEvent.objects.filter(event="connection.made").exists()


def test_the_button_says_whether_we_are_let_in(server: Server) -> None:
    connection = a_connection(
        server="127.0.0.1",
        port=server.port,
        username=USER,
        secret={"password": PASSWORD},
        host_key=server.pinned,
    )
    client = administrator()

    well = press_try(client, connection)
    Connection.objects.update(username="nobody")
    badly = press_try(client, connection)

    assert "The connection works" in well
    assert "The server refuses our name, password or key." in badly
    tried = CustodyEvent.objects.filter(event="connection.tried").count()
    assert tried == 2


def test_a_release_officer_changes_no_connection() -> None:
    connection = a_connection()
    client = just_signed_in(a_release_officer())

    assert client.get(f"{DESK}{connection.pk}/change/").status_code == 403
    assert client.post(f"{DESK}{connection.pk}/try/").status_code == 403
