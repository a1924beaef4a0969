"""Whoever holds a bundle asks whether it is ours; nobody else learns anything by asking."""

from __future__ import annotations

import hashlib
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from petitions.bundles import encrypt, places
from petitions.bundles.register import rules
from petitions.bundles.register.forms import MOST_BYTES
from petitions.models import Bundle
from tests.builders_bundles import (
    a_petition_with,
    a_released_bundle,
    a_sealed_bundle,
    a_sent_delivery,
)
from tests.petitions.deliveries.test_outgoing import a_new_key_of_the_institution

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]
WHERE = "/en/verify/bundle/"
OURS, NOT_OURS = "We released this bundle.", "We have not released a bundle with this digest."
OTHERWISE = "This list is not as we released it."


def asked(client: Client, digest: str) -> str:
    return client.get(WHERE, {"digest": digest}).content.decode()


def brought(client: Client, name: str, content: bytes, status: int = 200) -> str:
    file = SimpleUploadedFile(name, content)
    response = client.post(WHERE, {"digest": "", "file": file}, follow=True)
    assert response.status_code == status
    return str(response.content.decode())


def member(bundle: Bundle, name: str) -> bytes:
    with ZipFile(places.sealed(bundle)) as container:
        return container.read(name)


def test_a_whole_file_is_known_by_its_digest(client: Client) -> None:
    bundle = a_released_bundle()
    digest = hashlib.sha256(places.sealed(bundle).read_bytes()).hexdigest()

    answer = asked(client, digest)

    assert OURS in answer
    assert "The file is exactly the one that left our house." in answer
    assert f", bundle {bundle.number}" in answer
    assert "2 signatures" in answer


def test_a_bundle_is_known_by_its_identity(client: Client) -> None:
    bundle = a_released_bundle()

    answer = asked(client, bundle.identity)

    assert OURS in answer
    assert "This is its identity" in answer


def test_an_encrypted_file_is_known_by_its_digest(client: Client) -> None:
    petition = a_petition_with("Ona Petraitė")
    a_new_key_of_the_institution()
    delivery = a_sent_delivery(petition)
    path = places.outgoing(delivery.bundle)
    assert path.suffix == encrypt.SUFFIX

    answer = asked(client, hashlib.sha256(path.read_bytes()).hexdigest())

    assert OURS in answer
    assert "SHA-256 of the encrypted file" in answer


def test_bundle_json_may_be_brought_instead(client: Client) -> None:
    bundle = a_released_bundle()

    assert OURS in brought(client, "bundle.json", member(bundle, "bundle.json"))
    assert NOT_OURS in brought(client, "bundle.json", member(bundle, "bundle.json") + b" ")


def test_the_list_of_digests_may_be_brought_instead(client: Client) -> None:
    bundle = a_released_bundle()

    answer = brought(client, "manifest-sha256.txt", member(bundle, "manifest-sha256.txt"))

    assert OURS in answer
    assert "All digests in the list are those of our own." in answer


def test_a_list_with_another_digest_is_named_and_told(client: Client) -> None:
    bundle = a_released_bundle()
    listed = member(bundle, "manifest-sha256.txt").decode().splitlines()
    for number, line in enumerate(listed):
        if line.endswith(("  bundle.json", "  checkpoint.txt.tsr")) or "  cover." in line:
            continue
        _digest, name = line.split("  ")
        changed = [*listed[:number], f"{'0' * 64}  {name}", *listed[number + 1 :]]
        left_out = [*listed[:number], *listed[number + 1 :]]

        for lines in (changed, left_out):
            answer = brought(client, "manifest-sha256.txt", "\n".join(lines).encode())
            assert OTHERWISE in answer
            assert f'<li translate="no">{name}</li>' in answer
            assert OURS not in answer


@pytest.mark.parametrize("name", ["added.csv", "cover.xx.pdf", "cover.exe"])
def test_a_list_with_one_file_more_is_told(client: Client, name: str) -> None:
    bundle = a_released_bundle()
    listed = member(bundle, "manifest-sha256.txt").decode() + f"{'1' * 64}  {name}\n"

    answer = brought(client, "manifest-sha256.txt", listed.encode())

    assert OTHERWISE in answer
    assert f'<li translate="no">{name}</li>' in answer


def test_a_list_without_a_cover_is_told(client: Client) -> None:
    bundle = a_released_bundle()
    listed = member(bundle, "manifest-sha256.txt").decode().splitlines()
    kept = [line for line in listed if not line.endswith("  cover.en.pdf")]

    assert OTHERWISE in brought(client, "manifest-sha256.txt", "\n".join(kept).encode())


def test_of_what_was_sealed_after_our_list_nothing_is_promised(client: Client) -> None:
    bundle = a_released_bundle()
    listed = member(bundle, "manifest-sha256.txt").decode().splitlines()
    forged = [f"{'0' * 64}  cover.en.pdf" if "  cover.en." in line else line for line in listed]

    answer = brought(client, "manifest-sha256.txt", "\n".join(forged).encode())

    assert "we cannot compare them" in answer
    assert '<li translate="no">cover.en.pdf</li>' in answer


def test_a_list_of_another_bundle_is_not_ours(client: Client) -> None:
    a_released_bundle()
    listed = f"{'0' * 64}  bundle.json\n{'1' * 64}  signatures.csv\n"

    assert NOT_OURS in brought(client, "manifest-sha256.txt", listed.encode())
    assert NOT_OURS in brought(client, "list.txt", f"{'0' * 64}  signatures.csv\n".encode())


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe", b"{}", "Üks".encode()])
def test_any_other_file_is_not_ours(client: Client, content: bytes) -> None:
    a_released_bundle()

    assert NOT_OURS in brought(client, "something", content)


def test_what_is_not_released_is_unknown_whoever_asks(client: Client) -> None:
    bundle = a_sealed_bundle()

    for digest in (bundle.identity, bundle.sha256):
        answer = asked(client, digest)
        assert NOT_OURS in answer
        assert f", bundle {bundle.number}" not in answer
    listed = member(bundle, "manifest-sha256.txt")
    assert NOT_OURS in brought(client, "manifest-sha256.txt", listed)


def test_a_bundle_without_an_identity_is_never_found(client: Client) -> None:
    assert rules.identity_in({}) != ""
    assert rules.identity_in({"bundle.json": ""}) != ""


@pytest.mark.parametrize(
    "typed",
    [
        "AB" * 32,
        " ".join(["abababab"] * 8),
        ":".join(["ab"] * 32),
        f"sha256:{'ab' * 32}",
        f"SHA-256: {'ab' * 32}\n",
    ],
)
def test_a_digest_may_be_copied_as_programs_write_it(typed: str) -> None:
    assert rules.digest(typed) == "ab" * 32


@pytest.mark.parametrize(
    "typed", ["ab", "g" * 64, "ab" * 33, "ａ" * 64, "0" * 63 + "İ", "x" * 300]
)
def test_what_is_no_digest_is_said_and_kept(client: Client, typed: str) -> None:
    for response in (client.get(WHERE, {"digest": typed}), client.post(WHERE, {"digest": typed})):
        assert response.status_code == 422
        assert typed in response.content.decode()
        assert 'aria-invalid="true"' in response.content.decode()
        assert OURS not in response.content.decode()


def test_nothing_given_is_said(client: Client) -> None:
    for response in (client.get(WHERE, {"digest": ""}), client.post(WHERE, {})):
        assert response.status_code == 422
        assert "Please paste a digest, or choose a file." in response.content.decode()


def test_a_file_that_is_no_list_is_too_large_to_send(client: Client) -> None:
    brought_file = SimpleUploadedFile("bundle.asice", b"\x00" * (MOST_BYTES + 1))

    response = client.post(WHERE, {"file": brought_file})

    assert response.status_code == 422
    assert "larger than a list of digests" in response.content.decode()


def test_an_answer_has_an_address_that_caches_may_keep(client: Client) -> None:
    bundle = a_released_bundle()

    response = client.post(WHERE, {"digest": bundle.identity})

    assert response.status_code == 302
    assert response["Location"] == f"{WHERE}?digest={bundle.identity}"
    kept = client.get(response["Location"])
    assert "public" in kept["Cache-Control"]
    assert not kept.cookies
