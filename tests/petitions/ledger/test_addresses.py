"""What anybody reads of a ledger over HTTP, and recomputes without us."""

from __future__ import annotations

import base64

import pytest
from django.test import Client
from django.utils.timezone import localdate

from petitions.ledger import merkle, note, tiles
from petitions.models import LedgerEntry
from tests import builders_signing as builders
from tests.builders_ledger import a_ledger, fill, leaf_hash, one_more
from tests.petitions.campaigns.test_api import differences
from tests.petitions.ledger.test_checkpoints import let_a_minute_pass

pytestmark = pytest.mark.django_db


def get(path: str) -> bytes:
    response = Client().get(path)
    assert response.status_code == 200, path
    return response.content


def ask(path: str) -> dict[str, object]:
    found: dict[str, object] = Client().get(path).json()
    return found


def described(path: str) -> dict[str, object]:
    document = Client().get("/api/v1/openapi.json").json()
    answer = document["paths"][path]["get"]["responses"]["200"]
    schema: dict[str, object] = answer["content"]["application/json"]["schema"]
    return schema


def test_a_stranger_follows_the_ledger_with_public_addresses_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    petition = a_ledger(5)
    let_a_minute_pass(monkeypatch)
    one_more(petition)
    at, api = f"/ledger/{petition.slug}", f"/api/v1/petitions/{petition.slug}"

    name, public = note.read_verifier_key(get(f"{at}/key").decode().strip())
    old = note.opened(get(f"{at}/checkpoint/5").decode(), public)
    new = note.opened(get(f"{at}/checkpoint").decode(), public)
    proof = ask(f"{api}/consistency?from={old.size}&to={new.size}")

    path = [base64.b64decode(each) for each in proof["consistency_path"]]  # type: ignore[attr-defined]
    assert name == old.origin == new.origin
    assert (old.size, new.size) == (5, 6)
    assert merkle.is_consistent(old.size, old.root, new.size, new.root, path)
    assert differences(proof, described("/api/v1/petitions/{slug}/consistency")) == []


def test_a_leaf_is_proved_by_its_hash() -> None:
    petition = a_ledger(5)
    hash_ = leaf_hash(petition, 3)

    proof = ask(f"/api/v1/petitions/{petition.slug}/inclusion/{hash_.hex()}")

    head = note.opened(str(proof["checkpoint"]), note.public_key())
    path = [base64.b64decode(each) for each in proof["inclusion_path"]]  # type: ignore[attr-defined]
    assert (proof["leaf_index"], proof["tree_size"]) == (3, 5)
    assert merkle.is_included(hash_, 3, path, head.size, head.root)
    schema = described("/api/v1/petitions/{slug}/inclusion/{leaf_hash}")
    assert differences(proof, schema) == []


def test_tiles_give_every_root() -> None:
    petition = a_ledger(5)

    hashes = get(f"/ledger/{petition.slug}/tile/0/000.p/5")

    streamed = merkle.Frontier()
    for at in range(0, len(hashes), merkle.HASH):
        streamed.add(hashes[at : at + merkle.HASH])
    checkpoint = get(f"/ledger/{petition.slug}/checkpoint").decode()
    assert note.opened(checkpoint, note.public_key()).root == streamed.root()
    assert get(f"/ledger/{petition.slug}/tile/0/000.p/2") == hashes[:64]


def test_a_full_tile_has_an_address_without_a_width() -> None:
    petition = a_ledger(1)
    fill(petition, 299)
    at = f"/ledger/{petition.slug}/tile"

    assert len(get(f"{at}/0/000")) == 8192
    assert len(get(f"{at}/0/001.p/44")) == 44 * 32
    assert get(f"{at}/1/000.p/1") == tiles.hash_of(get(f"{at}/0/000"))


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/000",
        "tile/0/000.p/6",
        "tile/0/000.p/0",
        "tile/0/000.p/257",
        "tile/0/001.p/1",
        "tile/1/000.p/1",
        "tile/8/000.p/1",
        "tile/99999999999999999999/000",
        "tile/0/x999/x999/x999/x999/x999/999",
        "tile/0/0",
        "tile/entries/000.p/5",
        "checkpoint/4",
        "checkpoint/0",
        "checkpoint/99999999999999999999",
    ],
)
def test_what_is_not_there_is_a_404(client: Client, path: str) -> None:
    petition = a_ledger(5)

    assert client.get(f"/ledger/{petition.slug}/{path}").status_code == 404


def test_an_empty_ledger_has_a_key_and_no_checkpoint(client: Client) -> None:
    petition = builders.an_open_petition()

    assert client.get(f"/ledger/{petition.slug}/key").status_code == 200
    assert client.get(f"/ledger/{petition.slug}/checkpoint").status_code == 404
    assert client.get(f"/api/v1/petitions/{petition.slug}/consistency").status_code == 404


def test_a_petition_that_is_not_public_has_no_ledger(client: Client) -> None:
    petition = builders.a_drafted_petition()

    for path in ("key", "checkpoint", "checkpoint/1", "tile/0/000.p/1"):
        assert client.get(f"/ledger/{petition.slug}/{path}").status_code == 404
    for path in (f"inclusion/{'0' * 64}", "consistency?from=1&to=1"):
        response = client.get(f"/api/v1/petitions/{petition.slug}/{path}")
        assert (response.status_code, list(response.json())) == (404, ["error"])


@pytest.mark.parametrize("leaf", ["0" * 64, "short", "F" * 64, "g" * 64, "é"])
def test_an_unknown_leaf_is_a_404_in_json(client: Client, leaf: str) -> None:
    petition = a_ledger(2)

    response = client.get(f"/api/v1/petitions/{petition.slug}/inclusion/{leaf}")

    assert (response.status_code, list(response.json())) == (404, ["error"])


def test_a_leaf_that_no_checkpoint_covers_yet_is_not_proved(client: Client) -> None:
    petition = a_ledger(1)
    one_more(petition)

    waiting = leaf_hash(petition, 1).hex()

    assert client.get(f"/api/v1/petitions/{petition.slug}/inclusion/{waiting}").status_code == 404


@pytest.mark.parametrize(
    "asked",
    ["", "from=1", "from=0&to=1", "from=2&to=1", "from=1&to=9", "from=-1&to=1", "from=a&to=1",
     "from=1&to=1&from=²", "from=1&to=99999999999999999999"],
)  # fmt: skip
def test_sizes_that_make_no_sense_are_refused(client: Client, asked: str) -> None:
    petition = a_ledger(5)

    response = client.get(f"/api/v1/petitions/{petition.slug}/consistency?{asked}")

    assert (response.status_code, list(response.json())) == (400, ["error"])


def test_what_never_changes_may_be_kept_for_long_and_the_newest_not(client: Client) -> None:
    petition = a_ledger(1)

    for path, most in (
        ("checkpoint", 5),
        ("checkpoint/1", 31536000),
        ("tile/0/000.p/1", 31536000),
    ):
        response = client.get(f"/ledger/{petition.slug}/{path}")
        assert f"max-age={most}," in response["Cache-Control"]
        assert not response.cookies
    assert client.get(f"/ledger/{petition.slug}/checkpoint")["Content-Type"] == (
        "text/plain; charset=utf-8"
    )


def test_nothing_public_tells_of_a_person_a_country_or_a_day() -> None:
    petition = a_ledger(3)
    entry = LedgerEntry.objects.get(petition=petition, index=0)
    at, api = f"/ledger/{petition.slug}", f"/api/v1/petitions/{petition.slug}"

    told = b"".join(
        get(path)
        for path in (
            f"{at}/key",
            f"{at}/checkpoint",
            f"{at}/tile/0/000.p/3",
            f"{api}/inclusion/{bytes(entry.leaf_hash).hex()}",
            f"{api}/consistency?from=1&to=3",
        )
    )

    commitment = bytes(entry.commitment)
    for word in (b'"LV"', b'"email"', localdate().isoformat().encode(), commitment):
        assert word not in told
    assert commitment.hex().encode() not in told
    assert base64.b64encode(commitment) not in told
