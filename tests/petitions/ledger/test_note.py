"""Signed notes and proofs, against the examples of their specifications and against rubbish."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from petitions.ledger import merkle, note, proof
from petitions.ledger.note import Head, NotSigned
from petitions.ledger.proof import Consistency, Proof

#: The verifier key in c2sp.org/signed-note, and what it says of itself.
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
ROOT = merkle.leaf_hash(b"only")
HEAD = Head("petitions.example/ledger/remember", 1, ROOT)


@pytest.fixture(autouse=True)
def _key(settings: Settings) -> None:
    settings.CHECKPOINT_KEYS = (bytes(range(32)),)


def test_a_known_key_is_read() -> None:
    name, public = note.read_verifier_key(EXAMPLE_KEY)

    assert name == "example.com/foo"
    assert note.verifier_key(name, public) == EXAMPLE_KEY


@pytest.mark.parametrize(
    "line",
    [
        "",
        "example.com/foo",
        EXAMPLE_KEY.replace("foo", "bar"),
        EXAMPLE_KEY.replace("+530d903a", "+530d903b"),
        EXAMPLE_KEY[:-4],
        EXAMPLE_KEY.replace("AekyeR", "BekyeR"),
        EXAMPLE_KEY + "=",
    ],
)
def test_what_is_no_key_is_refused(line: str) -> None:
    with pytest.raises(NotSigned):
        note.read_verifier_key(line)


def test_a_checkpoint_is_three_lines_a_gap_and_a_signature() -> None:
    signed = note.sign(HEAD)

    *text, gap, signature, end = signed.split("\n")
    assert text == ["petitions.example/ledger/remember", "1", base64.b64encode(ROOT).decode()]
    assert (gap, end) == ("", "")
    assert signature.startswith(f"\u2014 {HEAD.origin} ")
    assert len(base64.b64decode(signature.split(" ")[2])) == 4 + 64
    assert note.sign(HEAD) == signed
    assert note.opened(signed, note.public_key()) == HEAD


def test_signatures_of_witnesses_are_passed_over() -> None:
    signed = note.sign(HEAD)
    text, _gap, own = signed.rpartition("\n\n")
    witness = f"\u2014 witness.example {base64.b64encode(bytes(76)).decode()}\n"

    assert note.opened(f"{text}\n\n{witness}{own}{witness}", note.public_key()) == HEAD


def test_a_checkpoint_of_another_key_or_with_another_text_is_refused() -> None:
    signed = note.sign(HEAD)
    spoilt = [
        signed.replace("\n1\n", "\n2\n"),
        signed.replace("remember", "forget"),
        signed.replace("\n1\n", "\n01\n"),
        signed.replace("\n1\n", "\n\u0661\n"),
        signed.replace("\n1\n", f"\n{'1' * 5_000}\n"),
        signed.replace("\u2014", "-"),
        signed.partition("\n\n")[0],
        signed.replace("\n\n", "\n"),
        "",
        "\n\n",
        "a\n1\n\n\u2014 a AAAA\n",
    ]

    for each in spoilt:
        with pytest.raises(NotSigned):
            note.opened(each, note.public_key())
    with pytest.raises(NotSigned):
        note.opened(signed, note.read_verifier_key(EXAMPLE_KEY)[1])


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    for read in (proof.read, proof.read_consistency, note.read_verifier_key, opened):
        with pytest.raises(NotSigned):
            read(text)


def opened(text: str) -> Head:
    return note.opened(text, note.public_key())


def test_the_origin_is_the_address_without_its_scheme(settings: Settings) -> None:
    settings.SITE_URL = "https://petitions.example"

    assert note.origin("remember") == "petitions.example/ledger/remember"


def test_a_proof_is_written_as_specified_and_read_again() -> None:
    signed = note.sign(HEAD)
    written = Proof(7, [ROOT, bytes(32)], signed).text()

    assert written.splitlines()[:5] == [
        "c2sp.org/tlog-proof@v1",
        "index 7",
        base64.b64encode(ROOT).decode(),
        base64.b64encode(bytes(32)).decode(),
        "",
    ]
    assert proof.read(written) == Proof(7, [ROOT, bytes(32)], signed)
    assert proof.read(written.replace("\n", "  \r\n") + "\r\n\r\n") == proof.read(written)
    assert proof.read(written.replace("index", "extra AAAA\nindex")) == proof.read(written)


def test_a_proof_of_a_single_leaf_has_no_path() -> None:
    alone = Proof(0, [], note.sign(HEAD))

    assert proof.read(alone.text()) == alone
    assert alone.leads(ROOT, HEAD)
    assert not alone.leads(bytes(32), HEAD)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("@v1", "@v2"),
        ("index 7", "index 07"),
        ("index 7", "index -7"),
        ("index 7", "index"),
        ("index 7\n", ""),
        ("AAAA", "A!AA"),
        ("AAAA", "AAAAAAAA"),
        ("index 7\n", "index 7\n" + f"{base64.b64encode(bytes(32)).decode()}\n" * 63),
    ],
)
def test_a_spoilt_proof_is_refused(right: str, wrong: str) -> None:
    written = Proof(7, [bytes(32)], note.sign(HEAD)).text()

    with pytest.raises(NotSigned):
        proof.read(written.replace(right, wrong, 1))


def test_consistency_is_written_as_witnesses_ask_for_it() -> None:
    leaves = [merkle.leaf_hash(b"%d" % number) for number in range(3)]
    root = merkle.joined([merkle.node_hash(*leaves[:2]), leaves[2]])
    head = Head(HEAD.origin, 3, root)
    path = [leaves[1], leaves[2]]

    written = Consistency(1, path, note.sign(head)).text()

    assert written.startswith(f"old 1\n{base64.b64encode(leaves[1]).decode()}\n")
    again = proof.read_consistency(written)
    assert again == Consistency(1, path, note.sign(head))
    assert again.holds(leaves[0], head)
    assert not again.holds(leaves[1], head)
