"""The signer's page proves the entry, and what it gives along is enough to check it alone."""

from __future__ import annotations

import io
import json
import zipfile
from hashlib import sha256

import pytest
import rfc8785
from django.test import Client

from petitions.ledger import merkle, note, proof
from petitions.models import LedgerEntry, Signature
from petitions.signing import actions as signing
from tests import builders_signing as builders
from tests.builders_ledger import a_ledger, one_more

pytestmark = pytest.mark.django_db


def page_of(client: Client, signature: Signature) -> str:
    response = client.get(f"/en/signatures/{signature.reference}/")
    return " ".join(response.content.decode().split())


def download(client: Client, signature: Signature) -> dict[str, bytes]:
    response = client.get(f"/en/signatures/{signature.reference}/proof/")
    assert response.status_code == 200
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def the_first(petition_pk: int) -> Signature:
    return Signature.objects.filter(petition=petition_pk).order_by("pk")[0]


def test_the_page_says_which_entry_it_is(client: Client) -> None:
    signature = the_first(a_ledger(3).pk)

    page = page_of(client, signature)

    assert "Your signature is entry 1 of 3 in the public ledger" in page
    assert "data-ledger-proof" in page
    assert "js/ledger-proof.js" in page


def test_before_it_is_counted_and_before_it_is_signed_the_page_says_how_long_it_takes(
    client: Client,
) -> None:
    petition = a_ledger(1)
    signature = builders.a_confirmed_signature(petition, name="Second")

    before = page_of(client, signature)
    signing.count_signatures()
    after = page_of(client, signature)

    assert "when it is counted, usually within a few seconds" in before
    assert "Your signature is entry 2 in the public ledger" in after
    assert "data-ledger-proof" not in before + after
    response = client.get(f"/en/signatures/{signature.reference}/proof/")
    assert response.status_code == 404


def test_what_never_counted_has_no_entry(client: Client) -> None:
    waiting = builders.a_signature()

    assert "ledger" not in page_of(client, waiting)


def test_a_withdrawal_is_proved_too(client: Client) -> None:
    signature = builders.a_confirmed_signature()
    signing.count_signatures()
    signing.withdraw(signature.pk)
    builders.close(signature.petition)  # so that the next checkpoint comes at once
    signing.count_signatures()

    page = page_of(client, signature)

    assert "Your withdrawal is entry 2 of 2" in page


def test_the_files_are_checked_with_nothing_but_sha256(client: Client) -> None:
    petition = a_ledger(3)
    signature = the_first(petition.pk)

    files = download(client, signature)

    leaf = json.loads(files["leaf.json"])
    told = builders.told(signature)
    filled = files["told.json"].replace(b'"?"', f'"{told["email"]}"'.encode())
    commitment = sha256(files["salt.bin"] + filled).hexdigest()
    leaf_hash = sha256(b"\x00" + files["leaf.json"]).digest()
    given = proof.read(files["signature.tlog-proof"].decode())
    name, public = note.read_verifier_key(files["key.txt"].decode().strip())
    head = note.opened(given.checkpoint, public)
    assert leaf["commitment"] == commitment
    assert json.loads(filled) == told
    assert merkle.is_included(leaf_hash, given.index, given.path, head.size, head.root)
    assert (head.origin, head.size, leaf["event"]) == (name, 3, "signed")
    how = files["HOW-TO-CHECK.txt"].decode()
    assert leaf_hash.hex() in how
    assert "cat salt.bin told.json | sha256sum" in how


def test_the_file_belongs_to_the_signer_alone(client: Client) -> None:
    signature = the_first(a_ledger(1).pk)

    response = client.get(f"/en/signatures/{signature.reference}/proof/")

    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Content-Disposition"].endswith(f'proof-{signature.reference}.zip"')
    assert client.get("/en/signatures/S-0000-0000-0000-0000/proof/").status_code == 404


def test_what_is_not_shown_on_the_page_is_not_given_away_by_the_proof(client: Client) -> None:
    signature = builders.a_proven_signature()
    signing.count_signatures()
    code = builders.told(signature)["personal_code"]

    page, files = page_of(client, signature), download(client, signature)

    assert code not in page
    assert code.encode() not in b"".join(files.values())
    assert json.loads(files["told.json"])["personal_code"] == "?"
    assert "Check this answer, too: Personal code" in page
    assert "personal_code" in files["HOW-TO-CHECK.txt"].decode()
    commitment = sha256(files["salt.bin"] + rfc8785.dumps(builders.told(signature))).hexdigest()
    assert json.loads(files["leaf.json"])["commitment"] == commitment


def test_the_address_is_shortened_on_the_page_and_blank_in_the_files(client: Client) -> None:
    signature = builders.a_confirmed_signature(email="janis.berzins@a.lv")
    signing.count_signatures()

    page, files = page_of(client, signature), download(client, signature)

    assert "ja…@a.lv" in page
    assert "janis.berzins" not in page
    assert b"janis.berzins" not in b"".join(files.values())
    assert json.loads(files["told.json"])["email"] == "?"
    assert "Check this answer, too: E-mail address" in page
    how = files["HOW-TO-CHECK.txt"].decode()
    assert how.index("what you told us and we do not repeat here") < how.index(" email\n")
    assert "small letters behind the @" in how


def test_after_erasure_the_entry_is_still_proved_but_tells_nothing(client: Client) -> None:
    signature = the_first(a_ledger(2).pk)
    signature.personal = {"name": "erased"}
    signature.save(update_fields=["personal"])

    files = download(client, signature)

    assert set(files) == {"HOW-TO-CHECK.txt", "key.txt", "leaf.json", "signature.tlog-proof"}
    assert 'data-salt=""' in page_of(client, signature)


def test_anybody_checks_a_pasted_proof(client: Client) -> None:
    petition = a_ledger(3)
    pasted = download(client, the_first(petition.pk))["signature.tlog-proof"].decode()
    one_more(petition)

    answer = client.post("/en/verify/proof/", {"proof": pasted.replace("\n", "\r\n")})

    page = " ".join(answer.content.decode().split())
    assert "This proof is genuine." in page
    assert "entry 1 of 3" in page
    assert builders.shown(petition).title in page
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]


def test_a_spoilt_or_foreign_proof_gets_a_no(client: Client) -> None:
    petition, other = a_ledger(3), a_ledger(3)
    pasted = download(client, the_first(petition.pk))["signature.tlog-proof"].decode()
    lines = pasted.split("\n")

    for wrong in (
        pasted.replace("index 0", "index 1"),
        pasted.replace("index 0", "index 999999999999999999"),
        "\n".join([*lines[:2], *lines[3:]]),
        pasted.replace(petition.slug, other.slug),
        pasted.replace("\n3\n", "\n4\n"),
        pasted.replace("\n3\n", f"\n{'3' * 5_000}\n"),
    ):
        answer = client.post("/en/verify/proof/", {"proof": wrong})
        assert "This proof does not hold." in answer.content.decode(), wrong


def test_a_checkpoint_signed_by_us_that_the_ledger_never_had_proves_nothing(
    client: Client,
) -> None:
    """As after a theft of the key: what is not in the rows is not vouched for."""
    petition = a_ledger(1)
    entry = LedgerEntry.objects.get(petition=petition)
    forged = note.sign(
        note.Head(
            note.origin(petition.slug),
            2,
            merkle.node_hash(bytes(entry.leaf_hash), merkle.leaf_hash(b"nobody")),
        )
    )

    for index, path in ((0, [merkle.leaf_hash(b"nobody")]), (1, [bytes(entry.leaf_hash)])):
        pasted = proof.Proof(index, path, forged).text()
        answer = client.post("/en/verify/proof/", {"proof": pasted})
        assert "This proof does not hold." in answer.content.decode()


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        ("", "Paste the text of the proof."),
        ("hello", "This is not the whole text of a proof."),
        ("c2sp.org/tlog-proof@v1", "This is not the whole text of a proof."),
        ("é" * 20_000, "much longer than a proof"),
    ],
)
def test_what_is_no_proof_is_said_and_kept(client: Client, pasted: str, said: str) -> None:
    answer = client.post("/en/verify/proof/", {"proof": pasted})

    page = answer.content.decode()
    assert said in page
    assert pasted in page
    assert "does not hold" not in page


def test_the_page_for_receipts_leads_there(client: Client) -> None:
    assert "/en/verify/proof/" in client.get("/en/verify/").content.decode()
