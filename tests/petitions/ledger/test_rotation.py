"""Another key signs checkpoints: what the old one signed stays ours, here and everywhere."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from pytest_django import Settings

from config.settings import reading
from petitions.bundles import places
from petitions.bundles.verify import verify
from petitions.ledger import audit, keys, note, proof
from petitions.models import Checkpoint, CheckpointKey, Petition
from petitions.signing import actions as signing
from tests.builders_bundles import a_petition_with, a_sealed_bundle
from tests.builders_ledger import a_ledger, one_more
from tests.builders_signing import a_confirmed_signature
from tests.petitions.ledger.test_audit import tamper
from tests.petitions.ledger.test_checkpoints import let_a_minute_pass

pytestmark = pytest.mark.django_db
OLD, NEW = bytes(range(32)), bytes(range(32, 64))


def public(secret: bytes, settings: Settings) -> bytes:
    before, settings.CHECKPOINT_KEYS = settings.CHECKPOINT_KEYS, (secret,)
    found = note.public_key()
    settings.CHECKPOINT_KEYS = before
    return found


@pytest.fixture(autouse=True)
def _old_key(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CHECKPOINT_KEYS, settings.PAST_CHECKPOINT_KEYS = (OLD,), ()
    let_a_minute_pass(monkeypatch)


def hand_over(settings: Settings) -> None:
    """The new key signs beside the old one."""
    settings.CHECKPOINT_KEYS = (NEW, OLD)


def retire(settings: Settings) -> None:
    """The new key signs alone; of the old one its public half is kept."""
    past = public(OLD, settings)
    settings.CHECKPOINT_KEYS, settings.PAST_CHECKPOINT_KEYS = (NEW,), (past,)


def a_ledger_across(settings: Settings) -> Petition:
    """A checkpoint by the old key, one by both, one by the new one."""
    petition = a_ledger(1)
    hand_over(settings)
    a_confirmed_signature(petition, name="Both", email="both@a.lv")
    one_more(petition)
    retire(settings)
    a_confirmed_signature(petition, name="New", email="new@a.lv")
    one_more(petition)
    return petition


def signers(text: str, settings: Settings) -> list[str]:
    ours = {public(OLD, settings): "old", public(NEW, settings): "new"}
    return [ours[each] for each in note.opened_by(text, list(ours))[1]]


def told_keys(petition: Petition) -> list[dict[str, Any]]:
    answer = Client().get(f"/ledger/{petition.slug}/keys")
    assert "max-age=60," in answer["Cache-Control"]
    found: list[dict[str, Any]] = answer.json()["keys"]
    return found


def test_while_it_changes_both_sign_and_each_alone_is_enough(settings: Settings) -> None:
    petition = a_ledger_across(settings)

    first, second, third = Checkpoint.objects.filter(petition=petition).order_by("size")

    assert signers(first.note, settings) == ["old"]
    assert sorted(signers(second.note, settings)) == ["new", "old"]
    assert second.note.count(f"\u2014 {note.origin(petition.slug)} ") == 2
    assert signers(third.note, settings) == ["new"]
    old, new = public(OLD, settings), public(NEW, settings)
    assert note.opened(second.note, old) == note.opened(second.note, new)
    with pytest.raises(note.NotSigned):
        note.opened(third.note, old)


def test_a_wrong_signature_beside_a_right_one_spoils_the_checkpoint(settings: Settings) -> None:
    hand_over(settings)
    petition = a_ledger(1)
    text, new, old, _end = Checkpoint.objects.get(petition=petition).note.rsplit("\n", 3)
    spoilt = f"{new[:-8]}AAAAAAA=" if new.endswith("=") else f"{new[:-8]}AAAAAAAA"

    with pytest.raises(note.NotSigned, match="a wrong signature"):
        note.opened_by(f"{text}\n{spoilt}\n{old}\n", keys.trusted())


def test_all_keys_are_published_with_their_times(settings: Settings) -> None:
    petition = a_ledger(1)
    (only,) = told_keys(petition)
    hand_over(settings)
    one_more(petition)
    taking_over = told_keys(petition)
    retire(settings)
    a_confirmed_signature(petition, name="New", email="new@a.lv")
    one_more(petition)

    new, old = told_keys(petition)

    origin = note.origin(petition.slug)
    assert (only["signs"], only["until"]) == (True, None)
    assert [each["signs"] for each in taking_over] == [True, True]
    assert [each["until"] for each in taking_over] == [None, None]
    assert new["key"] == note.verifier_key(origin, public(NEW, settings))
    assert old["key"] == only["key"] == note.verifier_key(origin, public(OLD, settings))
    assert (new["signs"], new["until"], old["signs"]) == (True, None, False)
    assert old["from"] == only["from"] < new["from"] < old["until"]
    assert Client().get(f"/ledger/{petition.slug}/key").text == f"{new['key']}\n"


def test_a_key_that_nobody_wrote_down_yet_has_signed_from_the_first_checkpoint_on() -> None:
    """As in an installation from before keys were written down."""
    petition = a_ledger(1)
    tamper("DELETE FROM petitions_checkpointkey")
    one_more(petition)

    key = CheckpointKey.objects.get()

    first = Checkpoint.objects.filter(petition=petition).earliest("size")
    assert (key.began_at, key.ended_at) == (first.at, None)


def test_the_audit_goes_through_all_changes(settings: Settings) -> None:
    petition = a_ledger_across(settings)

    verdict = audit.verify(petition)

    assert (verdict.problems, verdict.checkpoints) == ((), 3)


def test_without_the_past_key_its_checkpoints_are_nobodys(settings: Settings) -> None:
    petition = a_ledger_across(settings)
    settings.PAST_CHECKPOINT_KEYS = ()

    verdict = audit.verify(petition)

    assert verdict.problems == ("Checkpoint 1 is not signed with this key.",)
    assert keys.forgotten() == [public(OLD, settings)]


def test_a_key_that_has_ended_signs_nothing_new(settings: Settings) -> None:
    """As after it was stolen: with all rights in the database, too."""
    petition = a_ledger_across(settings)
    last = Checkpoint.objects.filter(petition=petition).latest("size")
    head = note.opened(last.note, note.public_key())
    settings.CHECKPOINT_KEYS = (OLD,)
    forged = note.sign(head)
    retire(settings)

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "UPDATE petitions_checkpoint SET note = %s WHERE id = %s", [forged, last.pk]
        )
        cursor.execute("SET session_replication_role = origin")

    said = f"Checkpoint {last.size} is signed with a key that we used at another time."
    assert audit.verify(petition).problems == (said,)


def test_a_proof_from_before_is_still_genuine(client: Client, settings: Settings) -> None:
    petition = a_ledger(1)
    signature = petition.signatures.get()
    page = f"/en/signatures/{signature.reference}/"
    with zipfile.ZipFile(io.BytesIO(client.get(f"{page}proof/").content)) as before:
        old = before.read("signature.tlog-proof").decode()
        key = before.read("key.txt").decode().strip()
    retire(settings)

    answer = client.post("/en/verify/proof/", {"proof": old})
    with zipfile.ZipFile(io.BytesIO(client.get(f"{page}proof/").content)) as after:
        assert after.read("key.txt").decode().strip() == key  # nothing was signed since
    one_more(petition)
    with zipfile.ZipFile(io.BytesIO(client.get(f"{page}proof/").content)) as newest:
        given = proof.read(newest.read("signature.tlog-proof").decode())
        _name, found = note.read_verifier_key(newest.read("key.txt").decode().strip())

    assert "This proof is genuine." in answer.text
    assert found == public(NEW, settings)
    head = note.opened(given.checkpoint, found)
    assert given.leads(bytes(signature.ledger_entries.get().leaf_hash), head)
    assert "/keys" in client.get(page).text


@pytest.mark.usefixtures("with_authority")
def test_bundles_hold_across_the_change(settings: Settings) -> None:
    petition = a_petition_with("Ona Petraitė")
    first = a_sealed_bundle(petition)
    retire(settings)
    a_confirmed_signature(petition, name="Later", email="later@example.org")

    second = a_sealed_bundle(petition)

    used = [each.frozen["ledger"]["key"] for each in (first, second)]
    origin = note.origin(petition.slug)
    assert used == [note.verifier_key(origin, public(each, settings)) for each in (OLD, NEW)]
    for bundle in (first, second):
        assert verify(places.sealed(bundle)).problems == ()
    with zipfile.ZipFile(places.sealed(second)) as container:
        before = json.loads(container.read("bundle.json"))["ledger"]["previous"]
    assert before["root"] == first.frozen["ledger"]["root"]


@pytest.mark.usefixtures("with_authority")
def test_a_bundle_may_carry_a_checkpoint_that_a_past_key_signed(settings: Settings) -> None:
    petition = a_petition_with("Ona Petraitė")
    signing.count_signatures()
    retire(settings)

    bundle = a_sealed_bundle(petition)

    own = note.verifier_key(note.origin(petition.slug), public(OLD, settings))
    assert Checkpoint.objects.count() == 1
    assert bundle.frozen["ledger"]["key"] == own
    assert verify(places.sealed(bundle)).problems == ()


def test_the_command_tells_the_keys(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    a_ledger_across(settings)

    call_command("ledger", "keys")

    new, old = capsys.readouterr().out.splitlines()
    assert new.startswith(f"signs {keys.written(public(NEW, settings))} from 20")
    assert new.endswith(" until –")
    assert old.startswith(f"past  {keys.written(public(OLD, settings))} from 20")
    assert old.endswith(" UTC")
    settings.PAST_CHECKPOINT_KEYS = ()
    call_command("ledger", "keys")
    assert "FORGOTTEN, add it to PAST_CHECKPOINT_KEYS: public:" in capsys.readouterr().out


def test_the_command_makes_a_key_that_settings_take(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("ledger", "new-key")
    one = capsys.readouterr().out
    call_command("ledger", "new-key")
    other = capsys.readouterr().out

    found = reading.key_list(f"{one.strip()}, {other}")
    assert len(set(found)) == 2
    assert {len(each) for each in found} == {32}


def test_a_secret_key_is_never_taken_for_a_public_one() -> None:
    secret = base64.b64encode(OLD).decode()

    assert reading.public_key_list(f"public:{secret},{secret}") == (OLD, b"")


def test_what_to_trust_has_to_be_a_certificate(tmp_path: Any) -> None:
    petition = a_ledger(1)

    with pytest.raises(CommandError, match="holds no certificate"):
        call_command("ledger", "verify", petition.slug, "--trust", tmp_path / "nothing.pem")
