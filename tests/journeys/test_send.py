"""Send: from a schedule on the desk to a clerk who acknowledges, and to experts who check."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pyrage
import pytest

from petitions.bundles import second_opinion
from tests.instance import Instance, eventually
from tests.journeys import cast, desk, sending, signing, telling
from tests.journeys.sending import RECORDS, SIGNATURES, Kind
from tests.journeys.signing import Signer
from tests.journeys.telling import Witness
from tests.visitor import Page, Visitor

CODE, NAME = "gov-lt", "Government of the Republic of Lithuania"
TO_ALL = Signer("Austėja Girdvainytė-Rūta", "austeja.girdvainyte@example.org")
#: A spreadsheet must not run what somebody typed as a name.
FORMULA = Signer("=HYPERLINK(Vaclovas)", "vaclovas@example.org", "PL")
ELSEWHERE = Signer("Krzysztof Zaborski-Lipa", "krzysztof.zaborski@example.org", "PL")
TAKEN_BACK = Signer("Terēze Mežvēvere", "tereze.mezvevere@example.org", "LV")
REASON = "Checked by two of us; agreed at the meeting of Monday"


@dataclass(frozen=True)
class Sent:
    """What the institution has been offered, and what the clerk downloaded and opened of it."""

    clerk: Page
    count: int
    encrypted: dict[Kind, bytes]
    signatures: Path
    records: Path


@pytest.fixture(scope="module")
def sent(instance: Instance, tmp_path_factory: pytest.TempPathFactory) -> Sent:
    """One bundle of each kind, made by a schedule, released, downloaded."""
    _people_sign(instance)
    _witness_claims_and_is_read(instance)
    count = _count_for_institution(instance)
    listed = sending.schedule_often(instance, CODE, NAME)
    officer = desk.sign_in(instance, "release")
    for kind in (SIGNATURES, RECORDS):
        sealed = sending.sealed_bundle(officer, CODE, kind)
        assert "Write why, in a few words" in sending.release(sealed, "").response.text
        released = sending.release(sealed, REASON)
        assert "Released. It is on its way." in released.response.text
        assert REASON in released.response.text
    sending.stop(listed, CODE)

    eventually(lambda: len(instance.mails_to(f"{CODE}@example.org")) == 2)
    clerk = sending.institution_desk(instance, CODE)
    folder = tmp_path_factory.mktemp("clerk")
    encrypted = {kind: _download(clerk, kind) for kind in (SIGNATURES, RECORDS)}
    opened = [
        _opened(instance, encrypted[kind], folder / f"{kind.words}.asice") for kind in encrypted
    ]
    return Sent(clerk, count, encrypted, *opened)


def test_the_list_has_exactly_those_who_agreed(sent: Sent) -> None:
    with zipfile.ZipFile(sent.signatures) as container:
        name = next(each for each in container.namelist() if each.endswith("signatures.csv"))
        text = container.read(name).decode("utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))

    names = [row["name"] for row in rows]
    assert len(names) == len(set(names)) == sent.count
    assert {TO_ALL.name, f"'{FORMULA.name}", "Jānis Ozollapa"} <= set(names)
    assert not {ELSEWHERE.name, TAKEN_BACK.name} & set(names)
    assert "@example.org" not in text


def test_the_file_alone_tells_whether_it_is_whole(instance: Instance, sent: Sent) -> None:
    checked = instance.manage("bundles", "verify", str(sent.signatures))
    assert checked.returncode == 0, checked.stderr
    assert checked.stdout.endswith("The bundle is whole and its seal is valid.\n")

    content = sent.signatures.read_bytes()
    for place in (content.index(TO_ALL.name.encode()), len(content) - 700):
        spoilt = sent.signatures.with_name("spoilt.asice")
        spoilt.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        checked = instance.manage("bundles", "verify", str(spoilt))
        assert checked.returncode == 1, f"byte {place}: {checked.stdout}"
        assert checked.stderr.strip()


def test_the_library_of_the_institutions_calls_it_valid(instance: Instance, sent: Sent) -> None:
    trust = instance.home / "keys" / "authority" / "trust"

    assert second_opinion.ask(sent.signatures, trust) == ""
    spoilt = sent.signatures.with_name("second.asice")
    spoilt.write_bytes(sent.signatures.read_bytes().replace(b"Ozollapa", b"Ozollape"))
    assert second_opinion.ask(spoilt, trust) != ""


def test_testimonies_and_claims_open_with_the_key_of_the_institution_only(
    instance: Instance, sent: Sent
) -> None:
    records = sending.records_in(sent.records.read_bytes())
    testimony = next(words for words in records if cast.STORY in words)
    claim = next(words for words in records if cast.CLAIMED[0] in words)
    assert cast.SHOWN_NAME in testimony
    assert cast.SURNAME not in testimony
    assert cast.SURNAME in claim
    assert cast.CLAIMED[1] in claim
    for encrypted in sent.encrypted.values():
        with pytest.raises(pyrage.DecryptError):
            pyrage.decrypt(encrypted, [pyrage.x25519.Identity.generate()])
    checked = instance.manage("bundles", "verify", str(sent.records))
    assert checked.returncode == 0, checked.stderr


def test_a_clerk_acknowledges_and_the_file_closes(instance: Instance, sent: Sent) -> None:
    """The last test here: afterwards nothing can be downloaded."""
    clerk = sending.institution_desk(instance, CODE)
    address, _digest = sending.offered(clerk, SIGNATURES)
    form = clerk.visitor.open(address.replace("/file/", "/received/"))

    empty = form.press("We received it")
    assert empty.errors
    confirmed = empty.press(
        "We received it", registry_number="2026-LT-4711", clerk="Rūta Registrienė"
    )

    instance.confide("Rūta Registrienė")
    assert "2026-LT-4711" in confirmed.text
    closed = clerk.visitor.open(address)
    assert closed.status == 423
    assert "This file is closed" in closed.text
    officer = desk.sign_in(instance, "release")
    assert "2026-LT-4711" in _delivery(officer).response.text
    stranger = Visitor(instance.url).open(f"/en/institutions/{'A' * 43}/")
    assert stranger.status == 404


def _people_sign(instance: Instance) -> None:
    signing.sign(instance, TO_ALL, FORMULA, TAKEN_BACK)
    instance.confide(ELSEWHERE.name, ELSEWHERE.email)
    form = signing.open_form(instance)
    chosen = form.press("only to those ticked", **ELSEWHERE.answers, institutions=["gov-pl"])
    assert chosen.status == 200, chosen.errors
    for signer in (TO_ALL, FORMULA, ELSEWHERE):
        signing.confirm(instance, signer)
    receipt = signing.confirm(instance, TAKEN_BACK)
    receipt.follow("Withdraw my signature").press("Withdraw my signature")


def _witness_claims_and_is_read(instance: Instance) -> Witness:
    instance.confide(*cast.CLAIMED, cast.EARLIER)
    told = telling.tell_everything(instance)
    case = telling.come_back(Visitor(instance.url), told.code)
    claim = telling.answer(case.follow("Add a claim").press("Begin"), cast.CLAIM)
    receipt = claim.press("Continue").press("Hand in", true="on")
    claimed = telling.REFERENCE.findall(receipt.text)[0]

    moderator, second = desk.sign_in(instance, "moderator"), desk.sign_in(instance, "second")
    assessor = desk.sign_in(instance, "assessor")
    desk.open_submission(moderator, told.reference).press("Take up").press("Accept")
    desk.open_submission(second, told.reference).press("Accept as second reader")
    desk.tick_everything(desk.open_submission(assessor, claimed).press("Acknowledge"))
    recorded = desk.open_submission(assessor, claimed).press("Record")
    assert "Recorded does not mean awarded" in recorded.response.text
    desk.assess(recorded, "I have assessed it", "assess")
    desk.assess(
        desk.open_submission(second, claimed),
        "I have assessed it as the second person",
        "second-assess",
    )
    return told


def _count_for_institution(instance: Instance) -> int:
    signing.settled_count(instance)
    address = f"{instance.url}/api/v1/petitions/{signing.PETITION}"
    found = Visitor(instance.url).session.get(address, timeout=10).json()
    return sum(found["counts"]["by_institution"][CODE].values())


def _download(clerk: Page, kind: Kind) -> bytes:
    """In two parts, as after a line that broke; the whole is what the desk says it is."""
    address, digest = sending.offered(clerk, kind)
    session, url = clerk.visitor.session, f"{clerk.visitor.site}{address}"
    first = session.get(url, headers={"Range": "bytes=0-999"}, timeout=30)
    rest = session.get(
        url, headers={"Range": "bytes=1000-", "If-Range": first.headers["ETag"]}, timeout=30
    )
    assert (first.status_code, rest.status_code) == (206, 206)
    content = first.content + rest.content
    assert content == session.get(url, timeout=30).content
    assert hashlib.sha256(content).hexdigest() == digest
    assert session.get(url, headers={"Range": "bytes=99999999999-"}, timeout=30).status_code == 416
    return content


def _opened(instance: Instance, encrypted: bytes, target: Path) -> Path:
    target.write_bytes(sending.decrypted(instance, CODE, encrypted))
    return target


def _delivery(officer: Visitor) -> Page:
    deliveries = officer.open("/admin/petitions/delivery/?state__exact=acknowledged")
    return deliveries.follow(f"{CODE} 1")
