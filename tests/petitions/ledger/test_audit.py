"""`ledger verify` recomputes everything, and names what somebody with all rights has altered."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils.timezone import now

from petitions.ledger import actions as ledger
from petitions.ledger import audit, note
from petitions.models import LedgerEntry, Petition, Signature
from petitions.models.signature import State
from petitions.signing import actions as signing
from tests import builders_signing as builders
from tests.builders_ledger import a_ledger, fill, one_more
from tests.petitions.ledger.test_checkpoints import let_a_minute_pass

pytestmark = pytest.mark.django_db


def a_full_life() -> Petition:
    """Signed, withdrawn, put aside, taken in again, upgraded twice."""
    petition = a_ledger(6)
    one, two, three, *_others = petition.signatures.order_by("pk")
    signing.withdraw(one.pk)
    Signature.objects.filter(pk=two.pk).update(state=State.QUARANTINED)
    signing.count_signatures()
    Signature.objects.filter(pk=two.pk).update(state=State.CONFIRMED)
    builders.a_proven_signature(petition, replaces=three.pk)
    signing.count_signatures()
    builders.a_proven_signature(petition, assurance="qualified")
    ledger.checkpoint(petition.pk)
    signing.count_signatures()
    ledger.checkpoint(petition.pk)
    return petition


def tamper(statement: str) -> None:
    """As somebody who may do anything with the database."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET session_replication_role = origin")


def problem(petition: Petition) -> str:
    """The only one, or none."""
    problems = audit.verify(petition).problems
    assert len(problems) < 2, problems
    return "".join(problems)


def test_a_full_life_is_whole() -> None:
    petition = a_full_life()

    verdict = audit.verify(petition)

    events = LedgerEntry.objects.order_by("index").values_list("event", flat=True)
    assert list(events[6:]) == ["withdrawn", "invalidated", "restored", "upgraded", "upgraded"]
    assert verdict.problems == ()
    assert (verdict.leaves, verdict.checkpoints) == (11, 3)


def test_many_leaves_are_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "BATCH", 4)
    let_a_minute_pass(monkeypatch)
    petition = a_ledger(3)
    for number in range(8):
        builders.a_confirmed_signature(petition, name="More", email=f"more{number}@a.lv")
        signing.count_signatures()

    verdict = audit.verify(petition)

    assert (verdict.problems, verdict.leaves, verdict.checkpoints) == ((), 11, 9)


def test_an_empty_ledger_is_whole() -> None:
    verdict = audit.verify(builders.an_open_petition())

    assert (verdict.problems, verdict.leaves, verdict.checkpoints) == ((), 0, 0)


def test_what_is_not_counted_yet_is_no_difference() -> None:
    petition = a_ledger(2)
    builders.a_confirmed_signature(petition, name="Later")
    signing.withdraw(petition.signatures.order_by("pk")[0].pk)

    assert problem(petition) == ""


def test_an_erased_signature_keeps_its_leaf() -> None:
    petition = a_ledger(2)
    erased = petition.signatures.order_by("pk")[0]
    erased.personal = {"name": "erased"}
    erased.save(update_fields=["personal"])

    assert problem(petition) == ""


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM petitions_ledgerentry WHERE index = 3", "Leaf 3 is missing."),
        ("DELETE FROM petitions_ledgerentry WHERE index = 0", "Leaf 0 is missing."),
        (
            "UPDATE petitions_ledgerentry SET country = 'EE' WHERE index = 2",
            "Leaf 2 was changed: it has another hash.",
        ),
        (
            "UPDATE petitions_ledgerentry SET day = day - 1 WHERE index = 2",
            "Leaf 2 was changed: it has another hash.",
        ),
        (
            "UPDATE petitions_ledgerentry SET event = 'restored' WHERE index = 2",
            "Leaf 2 was changed: it has another hash.",
        ),
        (
            "UPDATE petitions_ledgerentry SET leaf_hash = sha256('x') WHERE index = 4",
            "Leaf 4 was changed: it has another hash.",
        ),
        (
            "UPDATE petitions_signature SET country = 'EE' WHERE id = (SELECT signature_id"
            " FROM petitions_ledgerentry WHERE index = 1)",
            "Leaf 1 is not what its signature says.",
        ),
        (
            "UPDATE petitions_signature SET commitment = sha256('x') WHERE id = (SELECT"
            " signature_id FROM petitions_ledgerentry WHERE index = 1)",
            "Leaf 1 is not what its signature says.",
        ),
        (
            "UPDATE petitions_signature SET personal = sha256('x') WHERE id = (SELECT"
            " signature_id FROM petitions_ledgerentry WHERE index = 1)",
            "What the signer of leaf 1 told was spoilt.",
        ),
        (
            "UPDATE petitions_ledgertile SET hashes = sha256('x') || substring(hashes FROM 33)",
            "Tile 0/0 does not fit the leaves.",
        ),
        (
            "UPDATE petitions_ledgertile SET hashes = substring(hashes FROM 33)",
            "Tile 0/0 does not fit the leaves.",
        ),
        ("DELETE FROM petitions_ledgertile", "Tile 0/0 does not fit the leaves."),
        (
            "UPDATE petitions_ledgertile SET hashes = hashes || sha256('x')",
            "There are tiles, or hashes in them, that no leaf explains.",
        ),
        (
            "UPDATE petitions_checkpoint SET root = sha256('x')",
            "Checkpoint 5 has another root than the leaves.",
        ),
        (
            "UPDATE petitions_checkpoint SET note = replace(note, 'testserver', 'elsewhere')",
            "Checkpoint 5 is not signed with this key.",
        ),
        (
            "UPDATE petitions_checkpoint SET size = 4",
            "Checkpoint 4 has another root than the leaves.",
        ),
        (
            "UPDATE petitions_checkpoint SET size = 6",
            "Checkpoint 6 has more leaves than there are.",
        ),
        (
            "UPDATE petitions_signaturecount SET total = 6",
            "The count of email LV is 6, and 5 by the ledger.",
        ),
        (
            "DELETE FROM petitions_signaturecount",
            "The count of email LV is 0, and 5 by the ledger.",
        ),
        (
            "UPDATE petitions_targetcount SET total = 6 WHERE is_valid",
            "The count of email LV, valid for gov-lt-letter is 6, and 5 by the signatures.",
        ),
        (
            "DELETE FROM petitions_targetcount WHERE NOT is_valid",
            "The count of email LV, support for seimas-petition is 0, and 5 by the signatures.",
        ),
    ],
)
def test_each_kind_of_tampering_is_named(statement: str, said: str) -> None:
    petition = a_ledger(5)
    assert problem(petition) == ""

    tamper(statement)

    assert problem(petition).endswith(said)


def test_answers_changed_with_our_own_key_are_noticed() -> None:
    petition = a_ledger(3)
    changed = petition.signatures.order_by("pk")[1]

    changed.personal = changed.personal | {"name": "Somebody Else"}
    changed.save(update_fields=["personal"])

    assert problem(petition) == "What the signer of leaf 1 told was changed."


def test_a_leaf_without_an_act_behind_it_is_noticed() -> None:
    petition = a_ledger(2)

    fill(petition, 1)  # restored, though it was never put aside

    assert problem(petition) == "Leaf 2 (restored) does not follow from the others."


def test_a_history_rewritten_from_the_start_contradicts_its_checkpoints() -> None:
    """Leaves, tiles and counts fit each other again; what was published does not."""
    petition = a_ledger(4)
    victim = petition.signatures.order_by("-pk")[0]

    tamper("DELETE FROM petitions_ledgerentry")
    tamper("DELETE FROM petitions_ledgertile")
    tamper("UPDATE petitions_signature SET is_counted = false")
    tamper("UPDATE petitions_signaturecount SET total = 0")
    tamper("UPDATE petitions_daycount SET total = 0")
    Signature.objects.filter(pk=victim.pk).update(state=State.REJECTED, ended_at=now())
    one_more(petition)

    assert problem(petition) == "Checkpoint 4 has another root than the leaves."


def test_a_checkpoint_of_another_ledger_is_noticed() -> None:
    petition, other = a_ledger(1), builders.an_open_petition()
    entry = LedgerEntry.objects.get()
    swapped = note.sign(note.Head(note.origin(other.slug), 1, bytes(entry.leaf_hash)))

    tamper(f"UPDATE petitions_checkpoint SET note = '{swapped}'")  # noqa: S608

    assert problem(petition) == "Checkpoint 1 is that of another ledger."


def test_the_command_says_that_it_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    petition = a_ledger(3)

    call_command("ledger", "verify", petition.slug)

    said = capsys.readouterr().out
    assert said.startswith("Whole: 3 leaves, 1 checkpoints.\nRoot: ")


def test_the_command_fails_with_the_first_difference() -> None:
    petition = a_ledger(3)
    tamper("DELETE FROM petitions_ledgerentry WHERE index = 1")

    with pytest.raises(CommandError, match=r"^Leaf 1 is missing\. Up to there 1 leaves"):
        call_command("ledger", "verify", petition.slug)


def test_the_command_signs_a_checkpoint(capsys: pytest.CaptureFixture[str]) -> None:
    petition = a_ledger(1)
    one_more(petition)

    call_command("ledger", "checkpoint", petition.slug)

    assert note.opened(capsys.readouterr().out, note.public_key()).size == 2


def test_the_command_knows_what_it_cannot_do() -> None:
    with pytest.raises(CommandError, match="There is no petition"):
        call_command("ledger", "verify", "never-written")
    with pytest.raises(CommandError, match="empty"):
        call_command("ledger", "checkpoint", builders.an_open_petition().slug)
