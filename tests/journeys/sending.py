"""What administrators, release officers and clerks do so that a bundle reaches an institution."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import pyrage

from tests.instance import Instance, eventually
from tests.journeys import desk, signing
from tests.journeys.cast import Answers
from tests.visitor import Page, Visitor

SCHEDULES = "/admin/django_celery_beat/"


@dataclass(frozen=True)
class Kind:
    """One of the two containers that an institution gets: how desks call it, and its ending."""

    words: str
    suffix: str


SIGNATURES = Kind("Signatures", ".asice")
RECORDS = Kind("Testimonies", ".age")
LEAVING = "See what leaves, and release it"


def schedule_often(instance: Instance, institution: str, name: str) -> Page:
    """An administrator lets bundles be made every few seconds. Returns the list of schedules."""
    admin = desk.sign_in(instance, "admin")
    pause = admin.open(f"{SCHEDULES}intervalschedule/add/")
    pause.press("Save", every=3, period="seconds")
    form = admin.open(f"{SCHEDULES}periodictask/add/")
    answers: Answers = {
        "name": f"Every three seconds for {institution}",
        "task": "petitions.tasks.make_bundles",
        "target": _option(form, "target", name),
        "interval": _option(form, "interval", "3 seconds"),
        "enabled": "on",
    }
    listed = form.press("Save", **answers)
    assert "was added successfully" in listed.response.text, listed.text[:2000]
    return listed


def stop(listed: Page, institution: str) -> None:
    form = listed.follow(f"Every three seconds for {institution}")
    stopped = form.press("Save", enabled=[])
    assert "was changed successfully" in stopped.response.text, stopped.text[:2000]


def sealed_bundle(officer: Visitor, institution: str, kind: Kind) -> Page:
    """The desk's page of the institution's first bundle of this kind, once it is sealed."""

    def found() -> Page | None:
        bundles = officer.open("/admin/petitions/bundle/")
        for row in bundles.tree.xpath("//table[@id='result_list']/tbody/tr"):
            which, _petition, what, *_others = (cell.text_content().strip() for cell in row)
            if which == f"{institution} 1" and kind.words.casefold() in what:
                page = officer.open(row.xpath(".//a/@href")[0])
                return page if LEAVING in page.response.text else None
        return None

    page = eventually(found, seconds=90)
    assert page is not None
    return page


def release(sealed: Page, why: str) -> Page:
    said: Answers = {"release-reason": why}
    return sealed.follow(LEAVING).press("Release to the institution", **said)


def desk_link(instance: Instance, institution: str) -> str:
    """The address in the institution's mail; the page in English, whatever the mail speaks."""
    letter = instance.mail_to(f"{institution}@example.org", containing="/institutions/")
    address = signing.address_in(letter, "/institutions/")
    return re.sub(r"/[a-z]{2}/institutions/", "/en/institutions/", address)


def passcode(instance: Instance, institution: str, ask: Callable[[], object]) -> str:
    """What comes to the other mailbox of the institution once somebody has asked for it."""
    address = f"registry.{institution}@example.org"
    before = len(instance.mails_to(address))
    ask()
    (mail, *_others) = eventually(lambda: instance.mails_to(address)[before:])
    found = re.search(r"\d{4} \d{4}", mail.get_content())
    assert found, mail.get_content()
    return found.group()


def institution_desk(instance: Instance, institution: str) -> Page:
    """What a clerk sees who follows the link and has fetched the passcode."""
    door = Visitor(instance.url).open(desk_link(instance, institution))
    assert "A bundle waits for" in door.text
    code = passcode(instance, institution, lambda: door.press("Send the passcode"))
    return door.press("Open the page", code=code)


def decrypted(instance: Instance, institution: str, content: bytes) -> bytes:
    """By the key that the institution keeps."""
    secret = instance.home / "keys" / "institutions" / f"{institution}.age"
    identity = pyrage.x25519.Identity.from_str(secret.read_text().strip())
    opened: bytes = pyrage.decrypt(content, [identity])
    return opened


def offered(clerk: Page, kind: Kind) -> tuple[str, str]:
    """Address and SHA-256 of the file of this kind on an institution's desk."""
    (panel,) = (
        each
        for each in clerk.tree.xpath("//article[contains(@class, 'panel')]")
        if kind.words in each.text_content()
    )
    (digest,) = (
        found
        for found in panel.xpath(".//code/text()")
        if re.search(rf"SHA-256 of the file\s*{found}", panel.text_content())
    )
    return panel.xpath(".//a[contains(@href, '/file/')]/@href")[0], digest


def records_in(container: bytes) -> list[str]:
    """Each testimony and claim in the bag, as its record says it."""
    with zipfile.ZipFile(io.BytesIO(container)) as outer:
        bag = outer.read("payload-bag.zip")
    with zipfile.ZipFile(io.BytesIO(bag)) as inner:
        return [
            json.dumps(json.loads(inner.read(name)), ensure_ascii=False)
            for name in inner.namelist()
            if name.endswith("record.json")
        ]


def _option(form: Page, field: str, words: str) -> str:
    options = form.tree.xpath("//select[@name=$field]/option", field=field)
    fitting = [each.get("value") for each in options if words in each.text_content()]
    assert fitting, f"{field} offers no {words}: {[each.text_content() for each in options]}"
    return str(fitting[0])
