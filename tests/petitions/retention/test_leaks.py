"""After retention nothing that people had typed is left, in no table and in no file.

Searched as a thief would search who has the database, the files, and all keys as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings

from config.local.authority import Authority
from petitions.models import Invalidation, PaperScan, Signature, SignedContainer
from petitions.signing import actions as signing
from petitions.signing.paper import actions as paper
from petitions.signing.quarantine import actions as quarantine
from testimonies.privacy import vault
from testimonies.privacy.encrypted_field import EncryptedField
from tests.builders_containers import checked, the_pdf
from tests.builders_paper import (
    MEELIS,
    ONA,
    a_petition_for_paper,
    a_scan,
    a_sheet,
    a_verified_line,
)
from tests.builders_retention import delivered, years_pass
from tests.builders_review import a_moderator
from tests.builders_signing import a_confirmed_signature, another_address, close
from tests.petitions.signing.qualified.signing_programs import Programs
from tests.petitions.signing.quarantine import crowds as quarantine_crowds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]
#: Typed by those who signed in each of the ways.
WORDS = {
    "Dominyka Sidaravičienė",
    "dominyka@example.org",
    "dominyka.elsewhere@example.org",
    ONA["name"],
    ONA["address"],
    MEELIS["name"],
}


@pytest.fixture
def programs(authority: Authority, tmp_path: Path) -> Programs:
    (tmp_path / "programs").mkdir()
    return Programs(authority, tmp_path / "programs")


def test_nothing_that_was_typed_is_left(programs: Programs, settings: Settings) -> None:
    signed_in_every_way(programs)
    container = SignedContainer.objects.get()
    person, key = container.signature, bytes(container.content_key)
    assert person
    words = WORDS | {person.personal["name"]}
    assert words - found(words, everything(settings)) == set()

    call_command("retention", for_real=True, reason="Its time is over")

    assert not Signature.objects.filter(erased_at=None).exists()
    assert found(words, everything(settings)) == set()
    assert not any(path for path in PaperScan.objects.values_list("path", flat=True))
    assert keys_left() == []
    assert bytes(SignedContainer.objects.get().content_key) != key
    assert Invalidation.objects.get().key is None


def signed_in_every_way(programs: Programs) -> None:
    """By mail with another address since, in a container, on paper, and put aside once."""
    petition = a_petition_for_paper()
    mine = a_confirmed_signature(
        petition, name="Dominyka Sidaravičienė", email="dominyka@example.org", country="LT"
    )
    assert quarantine_crowds.a_confirmed_one(petition, "Kazimieras Sidaravičius")
    another_address(mine, "dominyka.elsewhere@example.org")
    assert checked(petition, programs.container({"statement.pdf": the_pdf(petition)}, "person"))
    sheet = a_sheet(petition)
    paper.add_scan(sheet.pk, a_scan(), by=sheet.registered_by)
    a_verified_line(sheet)
    a_verified_line(sheet, 2, MEELIS)
    crowd = quarantine_crowds.set_aside(petition, quarantine_crowds.from_address())
    quarantine.put_back(crowd.pk, by=a_moderator())
    quarantine.work_on(crowd.pk)
    signing.count_signatures()
    quarantine.watch()
    for institution in ("gov-lt", "sejm"):
        delivered(petition, institution)
    close(petition)
    years_pass()


def everything(settings: Settings) -> Iterator[str]:
    """Each row of each table as a dump writes it, what is encrypted in clear, and each file."""
    for model in apps.get_models():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT row::text FROM {model._meta.db_table} AS row")  # noqa: S608
            yield from (text for (text,) in cursor.fetchall())
        for field in model._meta.fields:
            if isinstance(field, EncryptedField):
                yield from (
                    repr(getattr(row, field.attname)) for row in model._default_manager.all()
                )
    for container in SignedContainer.objects.exclude(content=None):
        plain = vault.open_bytes(
            bytes(container.content or b""),
            place="petitions.signedcontainer.content",
            row=container.uuid,
        )
        yield plain.decode("utf-8", "replace")
    for root in (settings.BUNDLES_ROOT, settings.DROP_ROOT, settings.GATEWAY_ROOT):
        for path in Path(root).rglob("*"):
            if path.is_file():
                yield path.read_bytes().decode("utf-8", "replace")


def found(words: set[str], texts: Iterator[str]) -> set[str]:
    return {word for text in texts for word in words if word in text}


def keys_left() -> list[str]:
    """Columns of signatures that are still there to know somebody by."""
    keys = [each.name for each in Signature._meta.fields if each.name.endswith("_key")]
    rows = Signature.objects.values(*keys)
    return [name for row in rows for name in keys if row[name] is not None]
