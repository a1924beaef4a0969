"""A timestamp service says when a ledger stood so; while it is away, nothing is lost."""

from __future__ import annotations

import logging
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils.timezone import now
from pytest_django import Settings

from config.doctor import ledgers
from config.local.authority import Authority, running_authority
from petitions import tasks
from petitions.bundles import timestamp
from petitions.ledger import actions as ledger
from petitions.ledger import audit, queries
from petitions.models import Checkpoint, CheckpointStamp, Petition
from petitions.signing import actions as signing
from tests.builders_ledger import a_ledger, one_more
from tests.builders_signing import a_confirmed_signature, an_open_petition, close
from tests.petitions.ledger.test_audit import tamper
from tests.petitions.ledger.test_checkpoints import let_a_minute_pass

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]
AWAY = "http://127.0.0.1:9/away"


@pytest.fixture(autouse=True)
def _a_minute_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    let_a_minute_pass(monkeypatch)


def let_an_hour_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "STAMP_EVERY", timedelta(0))


def stamped(petition: Petition) -> list[int]:
    found = CheckpointStamp.objects.filter(checkpoint__petition=petition)
    return list(found.order_by("checkpoint__size").values_list("checkpoint__size", flat=True))


def findings() -> list[str]:
    return [f"{each.health} {each.sentence}" for each in ledgers.the_ledgers()]


def test_the_newest_checkpoint_is_stamped() -> None:
    petition = a_ledger(1)
    one_more(petition)
    before = now()

    tasks.stamp_checkpoints()

    stamp = CheckpointStamp.objects.get()
    assert stamped(petition) == [2]
    found = timestamp.check_content(bytes(stamp.token), stamp.checkpoint.note.encode())
    assert found.at == stamp.stamped_at
    assert abs(found.at - before) < timedelta(minutes=1)


def test_one_stamp_an_hour_and_none_without_anything_new(monkeypatch: pytest.MonkeyPatch) -> None:
    petition = a_ledger(1)
    done = [ledger.stamp_due_checkpoints()]
    one_more(petition)

    done.append(ledger.stamp_due_checkpoints())
    let_an_hour_pass(monkeypatch)
    done += [ledger.stamp_due_checkpoints() for _time in range(2)]

    assert done == [1, 0, 1, 0]
    assert stamped(petition) == [1, 2]


def test_the_last_checkpoint_of_a_closed_petition_does_not_wait() -> None:
    petition = a_ledger(1)
    ledger.stamp_due_checkpoints()
    a_confirmed_signature(petition, name="Last")
    close(petition)
    signing.count_signatures()

    ledger.stamp_due_checkpoints()

    assert stamped(petition) == [1, 2]


def test_each_turn_is_bounded_and_the_longest_wait_comes_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ledger, "STAMPS_AT_ONCE", 2)
    first, second, third = a_ledger(1), a_ledger(1), a_ledger(1)
    an_open_petition()  # has nothing to stamp

    done = [ledger.stamp_due_checkpoints()]
    early = [stamped(each) for each in (first, second, third)]
    done += [ledger.stamp_due_checkpoints() for _time in range(2)]

    assert done == [2, 1, 0]
    assert early == [[1], [1], []]
    assert stamped(third) == [1]


def test_no_service_is_asked_in_a_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    a_ledger(1)
    seen, outside = [], len(connection.savepoint_ids)
    real = timestamp.fetch

    def fetch(digest: bytes, urls: tuple[str, ...]) -> bytes:
        seen.append(len(connection.savepoint_ids))
        return real(digest, urls)

    monkeypatch.setattr(timestamp, "fetch", fetch)
    ledger.stamp_due_checkpoints()

    assert seen == [outside]


def test_while_the_service_is_away_nothing_is_lost_and_the_doctor_says_so(
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
) -> None:
    petition = a_ledger(2)
    with running_authority(tmp_path) as authority:
        settings.TSA_URL = authority.tsa_url
    # now it is down: nobody listens there any more

    with caplog.at_level(logging.WARNING):
        away = ledger.stamp_due_checkpoints()
    one_more(petition)
    monkeypatch.setattr(ledgers, "STAMPED_WITHIN", timedelta(0))
    while_away = findings()
    with running_authority(tmp_path) as authority:
        settings.TSA_URL = authority.tsa_url
        back = ledger.stamp_due_checkpoints()

    assert (away, back) == (0, 1)
    assert "1 checkpoints wait for a timestamp." in caplog.text
    assert "127.0.0.1 does not answer." in caplog.text
    assert f"WRONG No timestamp service has stamped the ledger of: {petition.slug}." in while_away
    assert stamped(petition) == [3]
    assert findings()[-1].startswith("ok ")
    assert audit.verify(petition).problems == ()


def test_the_next_service_is_asked_when_one_is_away(
    settings: Settings, with_authority: Authority
) -> None:
    petition = a_ledger(1)
    settings.TSA_URL = f"{AWAY} {with_authority.tsa_url}"

    ledger.stamp_due_checkpoints()

    assert stamped(petition) == [1]


def test_without_a_service_nothing_is_stamped_or_missed(settings: Settings) -> None:
    settings.TSA_URL = ""
    petition = a_ledger(1)

    assert ledger.stamp_due_checkpoints() == 0
    assert stamped(petition) == []
    assert not [each for each in findings() if each.startswith("WRONG")]


def test_anybody_checks_the_published_stamp_with_openssl(
    client: Client, root: Path, tmp_path: Path
) -> None:
    petition = a_ledger(2)
    ledger.stamp_due_checkpoints()
    one_more(petition)
    at = f"/ledger/{petition.slug}"

    checkpoint = client.get(f"{at}/stamped")
    answer = client.get(f"{at}/checkpoint/2/timestamp")

    assert checkpoint.content == client.get(f"{at}/checkpoint/2").content
    assert checkpoint.text.split("\n")[1] == "2"
    assert answer["Content-Type"] == "application/timestamp-reply"
    assert "max-age=31536000," in answer["Cache-Control"]
    (tmp_path / "checkpoint").write_bytes(checkpoint.content)
    (tmp_path / "timestamp.tsr").write_bytes(answer.content)
    assert _openssl(tmp_path, root) == 0
    (tmp_path / "checkpoint").write_bytes(client.get(f"{at}/checkpoint").content)
    assert _openssl(tmp_path, root) != 0
    for missing in (f"{at}/checkpoint/3/timestamp", f"{at}/checkpoint/{2**70}/timestamp"):
        assert client.get(missing).status_code == 404
    assert client.get(f"/ledger/{an_open_petition().slug}/stamped").status_code == 404


def test_the_audit_counts_stamps_and_asks_whom_they_lead_to(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    petition = a_ledger(1)
    ledger.stamp_due_checkpoints()
    with running_authority(tmp_path / "other") as other:
        foreign = other.trust_store / "root.pem"

        call_command("ledger", "verify", petition.slug, "--trust", root)
        said = capsys.readouterr().out
        problems = audit.verify(petition, _certificates(foreign)).problems

    assert said.endswith("Timestamps: 1\n")
    assert problems == (
        "The timestamp of checkpoint 1 does not lead to a certificate that you trust.",
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("token = '\\x3000'", "does not hold"),
        ("token = (SELECT token FROM petitions_checkpointstamp ORDER BY id DESC LIMIT 1)",
         "does not hold"),
        ("stamped_at = stamped_at - interval '1 day'", "says another time than its row"),
    ],
)  # fmt: skip
def test_a_stamp_that_was_altered_is_named(change: str, said: str) -> None:
    petition, other = a_ledger(1), a_ledger(1)
    ledger.stamp_due_checkpoints()
    first = CheckpointStamp.objects.get(checkpoint__petition=petition)
    assert first.pk < CheckpointStamp.objects.get(checkpoint__petition=other).pk

    tamper(f"UPDATE petitions_checkpointstamp SET {change} WHERE id = {first.pk}")  # noqa: S608

    assert audit.verify(petition).problems == (f"The timestamp of checkpoint 1 {said}.",)
    assert audit.verify(other).problems == ()


def test_a_stamp_from_before_its_checkpoint_is_named() -> None:
    petition = a_ledger(1)
    ledger.stamp_due_checkpoints()

    tamper("UPDATE petitions_checkpoint SET at = at + interval '1 hour'")

    assert audit.verify(petition).problems == (
        "The timestamp of checkpoint 1 is older than what it stamps.",
    )


def test_the_doctor_names_keys_that_are_missing(settings: Settings) -> None:
    a_ledger(1)
    well = findings()
    settings.CHECKPOINT_KEYS = (b"n" * 32,)

    assert well[0].startswith("ok ")
    assert findings()[0].startswith("WRONG 1 key has signed checkpoints and is named nowhere")


def test_newest_stamped_is_not_the_newest() -> None:
    petition = a_ledger(1)
    ledger.stamp_due_checkpoints()
    one_more(petition)

    found = queries.newest_stamped(petition.pk)

    assert found
    assert found.size == 1
    assert Checkpoint.objects.filter(petition=petition).latest("size").size == 2


def _openssl(folder: Path, root: Path) -> int:
    return subprocess.run(
        [
            "openssl",
            "ts",
            "-verify",
            "-data",
            "checkpoint",
            "-in",
            "timestamp.tsr",
            "-CAfile",
            root,
        ],
        cwd=folder,
        capture_output=True,
        check=False,
    ).returncode


def _certificates(path: Path) -> list[x509.Certificate]:
    return list(x509.load_pem_x509_certificates(path.read_bytes()))
