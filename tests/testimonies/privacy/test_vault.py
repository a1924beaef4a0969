"""Encryption in rows: bound to its place, readable with known keys only, never in the clear."""

from __future__ import annotations

import base64
from typing import Any
from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidTag
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from testimonies.models import Letter, Submitter
from testimonies.privacy import tokens, vault
from tests.builders_intake import a_submitted_testimony

PLACE = "testimonies.submitter.contact"
OLD, NEW = b"o" * 32, b"n" * 32

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(json_values)
def test_what_is_sealed_opens_to_the_same(value: Any) -> None:
    row = uuid4()

    assert (
        vault.open_sealed(vault.seal(value, place=PLACE, row=row), place=PLACE, row=row) == value
    )


def test_the_same_value_never_looks_the_same() -> None:
    row = uuid4()

    assert vault.seal("Ona", place=PLACE, row=row) != vault.seal("Ona", place=PLACE, row=row)


def test_a_blob_moved_to_another_row_or_field_does_not_open() -> None:
    row = uuid4()
    blob = vault.seal("Ona", place=PLACE, row=row)

    with pytest.raises(InvalidTag):
        vault.open_sealed(blob, place=PLACE, row=uuid4())
    with pytest.raises(InvalidTag):
        vault.open_sealed(blob, place="testimonies.letter.contents", row=row)


def test_a_changed_blob_does_not_open() -> None:
    row = uuid4()
    blob = bytearray(vault.seal("Ona", place=PLACE, row=row))
    blob[-1] ^= 1

    with pytest.raises(InvalidTag):
        vault.open_sealed(bytes(blob), place=PLACE, row=row)


def test_the_first_key_seals_and_every_key_opens(settings: Settings) -> None:
    row = uuid4()
    settings.DATA_KEYS = {"2025": OLD}
    before = vault.seal("Ona", place=PLACE, row=row)

    settings.DATA_KEYS = {"2026": NEW, "2025": OLD}
    after = vault.seal("Ona", place=PLACE, row=row)

    assert after.startswith(b"2026:")
    assert vault.open_sealed(before, place=PLACE, row=row) == "Ona"
    settings.DATA_KEYS = {"2026": NEW}
    assert vault.open_sealed(after, place=PLACE, row=row) == "Ona"
    with pytest.raises(vault.UnknownKey, match="2025"):
        vault.open_sealed(before, place=PLACE, row=row)


@pytest.mark.parametrize("blob", [b"", b":", b"none:xx", b"\xff\xfe:xx", b"no key at all"])
def test_what_is_no_blob_of_ours_names_no_key(blob: bytes) -> None:
    with pytest.raises(vault.UnknownKey):
        vault.open_sealed(blob, place=PLACE, row=uuid4())


def test_fingerprints_do_not_see_case_width_and_spaces() -> None:
    assert vault.fingerprint("name", " Jānis  Bērziņš ") == vault.fingerprint(
        "name", "JĀNIS BĒRZIŅŠ"
    )
    assert vault.fingerprint("name", "Jānis") != vault.fingerprint("mailbox", "Jānis")
    assert vault.fingerprint("name", "ab", "c") != vault.fingerprint("name", "a", "bc")


def test_fingerprints_need_the_key(settings: Settings) -> None:
    ours = vault.fingerprint("name", "Jānis")
    settings.INDEX_KEY = b"x" * 32

    assert vault.fingerprint("name", "Jānis") != ours


@given(st.text(max_size=80))
def test_a_token_that_we_did_not_make_says_nothing(guess: str) -> None:
    assert tokens.read("desk", guess) is None


def test_a_token_is_for_one_purpose_and_one_row() -> None:
    row = uuid4()
    token = tokens.make("desk", row)

    assert tokens.read("desk", token) == row
    assert tokens.read("confirm", token) is None
    raw = bytearray(base64.urlsafe_b64decode(token + "="))
    raw[0] ^= 1
    assert tokens.read("desk", base64.urlsafe_b64encode(raw).decode()) is None


@pytest.mark.django_db
def test_in_the_database_nobody_is_named() -> None:
    submission = a_submitted_testimony()

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(t::text, ' ') FROM ("
            " SELECT s::text AS t FROM testimonies_submitter s"
            " UNION ALL SELECT n::text FROM testimonies_nameform n"
            " UNION ALL SELECT y::text FROM testimonies_testimony y"
            " UNION ALL SELECT b::text FROM testimonies_submission b"
            " UNION ALL SELECT l::text FROM testimonies_letter l) AS everything"
        )
        dump = cursor.fetchone()[0]

    for secret in ("Žemaitytė", "Жемайтите", "ona@example.org", "600 11222", "cattle wagon"):
        assert secret not in dump
        assert secret.encode().hex() not in dump
    contact = Submitter.objects.get(case=submission.case).contact
    assert contact["email"] == "ona@example.org"


@pytest.mark.django_db
def test_a_blob_swapped_between_rows_by_sql_does_not_open() -> None:
    first = Letter.objects.create(kind="a", language="en", contents={"to": "one@example.org"})
    second = Letter.objects.create(kind="b", language="en", contents={"to": "two@example.org"})

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE testimonies_letter SET contents ="
            " (SELECT contents FROM testimonies_letter WHERE id = %s) WHERE id = %s",
            [first.pk, second.pk],
        )

    with pytest.raises(InvalidTag):
        _ = Letter.objects.get(pk=second.pk).contents


@pytest.mark.django_db
def test_a_row_saved_unopened_keeps_its_blob() -> None:
    letter = Letter.objects.create(kind="a", language="en", contents={"to": "one@example.org"})

    Letter.objects.get(pk=letter.pk).save()

    assert Letter.objects.get(pk=letter.pk).contents == {"to": "one@example.org"}
