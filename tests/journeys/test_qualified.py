"""Sign in one's own program: from a signature by e-mail to a qualified one, counted once."""

from __future__ import annotations

from pathlib import Path

from config.local.authority import Authority
from tests.instance import Instance, eventually
from tests.journeys import processes, signing
from tests.journeys.signing import Signer
from tests.petitions.signing.qualified.signing_programs import Programs
from tests.visitor import Page, Visitor

ONA = Signer("Ona Test-Kazlauskienė", "ona.kazlauskiene@example.org")
TO_ALL = "Upload, and send it to all of them"


def test_a_signature_by_email_becomes_a_qualified_one_while_a_worker_is_killed(
    instance: Instance, tmp_path: Path
) -> None:
    programs = Programs(the_authority(instance), tmp_path / "programs")
    instance.confide("48001010005")
    signing.sign(instance, ONA)
    page = signing.confirm(instance, ONA)
    before = signing.settled_count(instance)

    form = page.follow("Sign again with a qualified signature")
    statement = form.follow("For DigiDoc4").response.content
    signed = programs.digidoc(statement, "person-lt")
    killed = processes.kill(instance, "worker")
    waiting = upload(form, signed)

    assert "We have your file" in waiting.text
    counted = becomes(waiting, "Your qualified signature counts")
    processes.is_back(instance, "worker", killed)
    signature = counted.follow("Go to my signature")
    assert "Qualified electronic signature" in signature.text
    assert signing.settled_count(instance) == before


def test_what_does_not_count_is_said_on_the_page_and_in_a_letter(
    instance: Instance, tmp_path: Path
) -> None:
    programs = Programs(the_authority(instance), tmp_path / "programs")
    address = f"/en/petitions/{signing.PETITION}/sign/qualified/"
    form = Visitor(instance.url).open(address)
    pdf = form.follow("For all other programs").response.content
    instance.confide("tiit.kask@example.org")

    waiting = upload(form, programs.pdf(pdf, "revoked"), email="tiit.kask@example.org")

    refused = becomes(waiting, "This file does not count")
    assert "The certificate had been revoked." in refused.text
    letter = instance.mail_to("tiit.kask@example.org", containing="does not count yet")
    assert "The certificate had been revoked." in letter


def upload(form: Page, content: bytes, **answers: str) -> Page:
    file = ("statement.asice", content, "application/octet-stream")
    return form.press(TO_ALL, files={"file": file}, **({"country": "LT"} | answers))


def becomes(waiting: Page, words: str) -> Page:
    """The page refreshes itself; so does the visitor."""

    def look() -> Page | None:
        seen = waiting.visitor.open(waiting.url)
        return seen if words in seen.text else None

    found = eventually(look, seconds=120)
    assert found is not None
    return found


def the_authority(instance: Instance) -> Authority:
    """The one that the running instance trusts."""
    lines = (instance.home / "run" / "env").read_text().splitlines()
    told = dict(line.split("=", 1) for line in lines if "=" in line)
    return Authority(
        tsa_url=told["TSA_URL"],
        ocsp_url=told["OCSP_URL"],
        seal_p12=Path(told["SEAL_P12"]),
        password=told["SEAL_P12_PASSWORD"],
        trust_store=Path(told["TRUST_STORE"]),
    )
