"""By SFTP: whole or not at all, never twice, and only to the server whose key we know."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncssh
import pytest
from django.utils.timezone import now

from petitions.bundles import places
from petitions.bundles.outgoing import actions as outgoing
from petitions.deliveries import actions as deliveries
from petitions.deliveries.channels import sftp
from petitions.deliveries.connections import actions as connections
from petitions.deliveries.failing import actions as failing
from petitions.models import Connection, Delivery
from petitions.models.delivery import Channel, State
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent, Letter
from tests.builders_bundles import a_connection, a_petition_with, a_released_bundle, sent_by
from tests.builders_review import a_release_officer, an_administrator
from tests.petitions.deliveries.sftp_server import PASSWORD, USER, Institution, running

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Institution]:
    monkeypatch.setattr(sftp, "BLOCK", 16 * 1024)
    with running(tmp_path / "their disk") as institution:
        yield institution


def a_delivery_to(server: Institution, **told: Any) -> Delivery:
    """Released, with the file that leaves made already, and a connection that works."""
    petition = a_petition_with("Ona Petraitė")
    sent_by("sftp")
    a_connection(
        **{
            "server": "127.0.0.1",
            "port": server.port,
            "username": USER,
            "secret": {"password": PASSWORD},
            "host_key": server.pinned,
            **told,
        }
    )
    delivery = Delivery.objects.get(bundle=a_released_bundle(petition))
    outgoing.make(delivery.bundle_id)
    delivery.bundle.refresh_from_db()
    return delivery


def again(delivery: Delivery) -> Delivery:
    deliveries.try_again(delivery.pk, by=a_release_officer())
    return deliveries.send(delivery.pk)


def ours(delivery: Delivery) -> bytes:
    return places.outgoing(delivery.bundle).read_bytes()


def test_the_whole_file_lies_there_under_its_name(server: Institution) -> None:
    delivery = a_delivery_to(server)

    sent = deliveries.send(delivery.pk)

    name = places.outgoing(delivery.bundle).name
    assert (sent.state, sent.channel, sent.problem) == (State.SENT, Channel.SFTP, "")
    assert server.names() == [name]
    content = (server.root / name).read_bytes()
    assert hashlib.sha256(content).hexdigest() == sent.bundle.outgoing_sha256
    assert sent.placed_at == f"127.0.0.1:{name}"


def test_an_ssh_key_opens_the_door_as_well(server: Institution) -> None:
    key = server.allowed_key.export_private_key().decode()
    delivery = a_delivery_to(server, secret={"key": key})

    assert deliveries.send(delivery.pk).state == State.SENT
    assert server.passwords == []


def test_what_was_uploaded_before_the_line_broke_is_not_sent_again(server: Institution) -> None:
    delivery = a_delivery_to(server)
    server.cut_after = 40_000

    put_off = deliveries.send(delivery.pk)
    before = server.written
    sent = again(delivery)

    assert (put_off.state, put_off.problem) == (State.QUEUED, "The line to the server broke.")
    assert sent.state == State.SENT
    assert 0 < before < len(ours(delivery))
    assert server.written == len(ours(delivery))
    (only,) = server.root.iterdir()
    assert only.read_bytes() == ours(delivery)


def test_a_beginning_that_is_not_ours_is_written_anew(server: Institution) -> None:
    delivery = a_delivery_to(server)
    name = places.outgoing(delivery.bundle).name
    (server.root / f"{name}.part").write_bytes(b"x" * 50_000)

    deliveries.send(delivery.pk)

    assert server.names() == [name]
    assert (server.root / name).read_bytes() == ours(delivery)


def test_our_file_that_is_there_already_is_not_sent_again(server: Institution) -> None:
    """A worker was killed after the upload and before it could say so."""
    delivery = a_delivery_to(server)
    name = places.outgoing(delivery.bundle).name
    (server.root / name).write_bytes(ours(delivery))

    sent = deliveries.send(delivery.pk)

    assert sent.state == State.SENT
    assert (server.written, server.names()) == (0, [name])


@pytest.mark.parametrize("content", [b"another file", None])
def test_another_file_of_this_name_is_left_alone(
    server: Institution, content: bytes | None
) -> None:
    delivery = a_delivery_to(server)
    other = content or bytes(len(ours(delivery)))  # as long as ours, and not ours
    (server.root / places.outgoing(delivery.bundle).name).write_bytes(other)

    stopped = deliveries.send(delivery.pk)

    assert stopped.state == State.FAILED
    assert "Nothing was overwritten" in stopped.problem
    assert [path.read_bytes() for path in server.root.iterdir()] == [other]


def test_a_server_with_another_key_gets_nothing_not_even_our_password(
    server: Institution,
) -> None:
    other = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
    delivery = a_delivery_to(server, host_key=other)

    stopped = deliveries.send(delivery.pk)

    assert (stopped.state, stopped.attempts) == (State.FAILED, 1)
    assert "another key than the one we know" in stopped.problem
    assert (server.passwords, server.names()) == ([], [])
    assert list(Delivery.objects.due()) == []


def test_officers_who_read_that_it_is_tried_again_read_that_it_no_longer_is(
    server: Institution,
) -> None:
    another_key = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
    failing.watch(by=a_release_officer())
    delivery = a_delivery_to(server, port=1)
    away = deliveries.send(delivery.pk)

    Connection.objects.update(port=server.port, host_key=another_key)
    for _attempt in range(2):
        Delivery.objects.update(next_attempt_at=now())
        stopped = deliveries.send(delivery.pk)

    assert (away.state, stopped.state) == (State.QUEUED, State.FAILED)
    letters = Letter.objects.filter(kind="something_failed").order_by("pk")
    assert [letter.contents["is_over"] for letter in letters] == [False, True]


def test_a_key_of_another_kind_is_another_key(server: Institution) -> None:
    other = asyncssh.generate_private_key("ecdsa-sha2-nistp256").export_public_key().decode()
    delivery = a_delivery_to(server, host_key=other)

    stopped = deliveries.send(delivery.pk)

    assert "another key than the one we know" in stopped.problem
    assert server.passwords == []


def test_without_a_pinned_key_nothing_is_sent(server: Institution) -> None:
    delivery = a_delivery_to(server, host_key="")

    stopped = deliveries.send(delivery.pk)

    assert stopped.state == State.FAILED
    assert server.passwords == []


def test_a_wrong_password_waits_for_a_person(server: Institution) -> None:
    delivery = a_delivery_to(server, secret={"password": "wrong"})

    stopped = deliveries.send(delivery.pk)

    assert (stopped.state, stopped.attempts) == (State.FAILED, 1)
    assert stopped.problem == "The server refuses our name, password or key."
    assert "wrong" not in stopped.problem


@pytest.mark.parametrize("is_terse", [False, True])
def test_a_full_disk_is_said_and_gone_on_from(server: Institution, is_terse: bool) -> None:
    delivery = a_delivery_to(server)
    server.room, server.is_terse = 40_000, is_terse

    full = deliveries.send(delivery.pk)
    names = server.names()
    server.room = None
    sent = again(delivery)

    assert (full.state, full.problem) == (State.QUEUED, "The disk of the server is full.")
    assert full.next_attempt_at > now()
    assert [name.endswith(".part") for name in names] == [True]
    assert sent.state == State.SENT
    assert server.written == len(ours(delivery))


def test_a_server_that_hangs_is_not_waited_for(
    server: Institution, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sftp, "PATIENCE", 1)
    delivery = a_delivery_to(server)
    server.stalls_after = 0

    put_off = deliveries.send(delivery.pk)

    assert put_off.state == State.QUEUED
    assert put_off.problem == "The server did not answer within 1 seconds."


def test_a_server_that_is_away_is_tried_later(server: Institution) -> None:
    delivery = a_delivery_to(server)
    Connection.objects.update(port=1)

    put_off = deliveries.send(delivery.pk)

    assert put_off.state == State.QUEUED
    assert put_off.problem == "The server cannot be reached."


def test_without_a_connection_somebody_is_told() -> None:
    petition = a_petition_with("Ona Petraitė")
    sent_by("sftp")
    delivery = Delivery.objects.get(bundle=a_released_bundle(petition))

    stopped = deliveries.send(delivery.pk)

    assert stopped.state == State.FAILED
    assert "Nobody has written down" in stopped.problem


def test_a_connection_is_tried_without_sending_anything(server: Institution) -> None:
    a_delivery_to(server)
    connection = Connection.objects.get()

    told = connections.try_out(connection.pk, by=an_administrator())

    assert "works" in told
    assert server.names() == []


def test_an_unpinned_server_shows_its_key_and_gets_no_password(server: Institution) -> None:
    a_delivery_to(server, host_key="")
    connection = Connection.objects.get()

    told = connections.try_out(connection.pk, by=an_administrator())

    assert server.pinned in told
    assert server.host_key.get_fingerprint() in told
    assert server.passwords == []


def test_a_folder_that_is_not_there_is_said_when_it_is_tried(server: Institution) -> None:
    a_delivery_to(server, place="elsewhere")
    connection = Connection.objects.get()

    with pytest.raises(Refusal, match="no such folder"):
        connections.try_out(connection.pk, by=an_administrator())


def test_what_is_recorded_of_a_connection_names_no_secret(server: Institution) -> None:
    a_delivery_to(server)

    (event,) = CustodyEvent.objects.filter(event="connection.made")
    assert PASSWORD not in str(event.__dict__)
    assert PASSWORD.encode() not in bytes(Connection.objects.values_list("secret", flat=True)[0])
