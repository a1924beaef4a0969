"""By S3: in parts with checksums, gone on from, never twice, and over nothing of others."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from petitions.bundles import places
from petitions.bundles.outgoing import actions as outgoing
from petitions.deliveries import actions as deliveries
from petitions.deliveries.channels import s3
from petitions.deliveries.connections import actions as connections
from petitions.models import Connection, Delivery
from petitions.models.delivery import State
from testimonies.errors import Refusal
from tests.builders_bundles import a_connection, a_petition_with, a_released_bundle, sent_by
from tests.builders_review import a_release_officer, an_administrator
from tests.stores import a_bucket, an_s3_store

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]
BUCKET = "from-atmintis"


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    with an_s3_store() as address:
        yield address


@pytest.fixture
def bucket(store: str) -> Iterator[Any]:
    bucket = a_bucket(store, BUCKET)
    yield bucket
    for upload in bucket.multipart_uploads.all():
        upload.abort()
    bucket.objects.all().delete()


def a_delivery_to(store: str, **told: Any) -> Delivery:
    petition = a_petition_with("Ona Petraitė")
    sent_by("s3")
    known = {
        "channel": "s3",
        "server": store,
        "username": "us",
        "place": f"{BUCKET}/bundles",
        "secret": {"password": "secret key"},
    }
    a_connection(**{**known, **told})
    delivery = Delivery.objects.get(bundle=a_released_bundle(petition))
    outgoing.make(delivery.bundle_id)
    delivery.bundle.refresh_from_db()
    return delivery


def ours(delivery: Delivery) -> bytes:
    return places.outgoing(delivery.bundle).read_bytes()


def a_larger_file(delivery: Delivery) -> bytes:
    """Three parts, so that two of them may be there before the line breaks."""
    content = ours(delivery) + bytes(2 * s3.PART + 1000)
    places.outgoing(delivery.bundle).write_bytes(content)
    bundle = delivery.bundle
    bundle.outgoing_sha256 = hashlib.sha256(content).hexdigest()
    bundle.outgoing_size = len(content)
    return content


def test_the_whole_object_lies_in_the_bucket(store: str, bucket: Any) -> None:
    delivery = a_delivery_to(store)

    sent = deliveries.send(delivery.pk)

    (only,) = bucket.objects.all()
    found = only.get()
    content = found["Body"].read()
    assert sent.state == State.SENT
    assert only.key == f"bundles/{places.outgoing(delivery.bundle).name}"
    assert hashlib.sha256(content).hexdigest() == sent.bundle.outgoing_sha256
    assert found["Metadata"] == {
        "sha256": sent.bundle.outgoing_sha256,
        "bundle": sent.bundle.identity,
    }
    assert sent.placed_at == f"s3://{BUCKET}/{only.key}"
    assert list(bucket.multipart_uploads.all()) == []


def test_parts_that_are_there_are_not_sent_again(
    store: str, bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = a_delivery_to(store)
    content = a_larger_file(delivery)
    key = f"bundles/{places.outgoing(delivery.bundle).name}"
    begun = bucket.Object(key).initiate_multipart_upload(
        Metadata={"sha256": delivery.bundle.outgoing_sha256}, ChecksumAlgorithm="SHA256"
    )
    begun.Part(1).upload(Body=content[: s3.PART])
    begun.Part(2).upload(Body=b"something else" + bytes(s3.PART))
    numbers = _numbers_sent(monkeypatch)

    s3.send(delivery)

    assert numbers == [2, 3]
    (only,) = bucket.objects.all()
    assert only.get()["Body"].read() == content


def test_our_object_that_is_there_already_is_not_sent_again(
    store: str, bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker was killed after the upload and before it could say so."""
    delivery = a_delivery_to(store)
    s3.send(delivery)
    numbers = _numbers_sent(monkeypatch)

    sent = deliveries.send(delivery.pk)

    assert sent.state == State.SENT
    assert numbers == []
    assert len(list(bucket.objects.all())) == 1


def test_an_object_of_somebody_else_is_left_alone(store: str, bucket: Any) -> None:
    delivery = a_delivery_to(store)
    key = f"bundles/{places.outgoing(delivery.bundle).name}"
    bucket.put_object(Key=key, Body=b"another file")

    stopped = deliveries.send(delivery.pk)

    assert stopped.state == State.FAILED
    assert "Nothing was overwritten" in stopped.problem
    assert bucket.Object(key).get()["Body"].read() == b"another file"


def test_of_two_that_finish_at_once_one_wins_and_both_are_content(
    store: str, bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two machines: the lock of one folder does not help, the store decides."""
    delivery = a_delivery_to(store)
    look, looks = s3._is_there, []

    def not_there_at_first(*known: Any) -> bool:
        looks.append(1)
        return len(looks) > 1 and look(*known)

    s3.send(delivery)
    monkeypatch.setattr(s3, "_is_there", not_there_at_first)

    receipt = s3.send(delivery)

    assert receipt.placed_at.startswith(f"s3://{BUCKET}/")
    assert len(list(bucket.objects.all())) == 1


def test_a_bucket_that_is_not_there_waits_for_a_person(store: str) -> None:
    delivery = a_delivery_to(store, place="no-such-bucket")

    stopped = deliveries.send(delivery.pk)

    assert (stopped.state, stopped.problem) == (
        State.FAILED,
        "The store has no bucket of this name.",
    )


def test_a_store_that_answers_500_is_tried_later(bucket: Any, store: str) -> None:
    with _broken_store() as address:
        delivery = a_delivery_to(address)
        put_off = deliveries.send(delivery.pk)
    Connection.objects.update(server=store)
    deliveries.try_again(delivery.pk, by=a_release_officer())
    sent = deliveries.send(delivery.pk)

    assert put_off.state == State.QUEUED
    assert put_off.problem == "The store did not take the file: 500."
    assert sent.state == State.SENT


def test_a_store_that_is_away_is_tried_later() -> None:
    delivery = a_delivery_to("http://127.0.0.1:1")

    put_off = deliveries.send(delivery.pk)

    assert put_off.state == State.QUEUED
    assert put_off.problem == "The store cannot be reached, or does not answer."


def test_a_store_is_tried_without_sending_anything(store: str, bucket: Any) -> None:
    a_delivery_to(store)
    connection = Connection.objects.get()

    assert "works" in connections.try_out(connection.pk, by=an_administrator())
    Connection.objects.update(place="no-such-bucket")
    with pytest.raises(Refusal, match="The store has no bucket of this name"):
        connections.try_out(connection.pk, by=an_administrator())
    assert list(bucket.objects.all()) == []


def _numbers_sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Of the parts that are sent from now on, over the real line."""
    numbers: list[int] = []
    make = s3._client

    def watched(connection: Connection) -> Any:
        client = make(connection)
        upload = client.upload_part

        def note(**told: Any) -> Any:
            numbers.append(told["PartNumber"])
            return upload(**told)

        client.upload_part = note
        return client

    monkeypatch.setattr(s3, "_client", watched)
    return numbers


class Broken(BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        self.send_response(HTTPStatus.INTERNAL_SERVER_ERROR)
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        pass


class _broken_store:  # noqa: N801 (reads as a sentence)
    def __enter__(self) -> str:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Broken)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}"

    def __exit__(self, *_reason: object) -> None:
        self.server.shutdown()
        self.server.server_close()
