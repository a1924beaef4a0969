"""The file with which somebody signed is let go together with the signature."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.roles import Role
from petitions.models import Signature, SignedContainer
from petitions.models.container import State
from petitions.models.signature import State as Signed
from petitions.signing import actions as signing
from petitions.signing.qualified import actions as qualified
from petitions.signing.qualified import queries
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent
from tests.builders_containers import a_received_container, checked, the_pdf
from tests.builders_review import staff
from tests.builders_signing import an_open_petition
from tests.petitions.signing.qualified.signing_programs import Programs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


def stored() -> list[tuple[bytes | None, int]]:
    """What lies in the database of each file, and how large it was."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT content, size FROM petitions_signedcontainer ORDER BY id")
        rows: list[tuple[bytes | None, int]] = cursor.fetchall()
        return rows


def test_every_file_of_a_withdrawn_signature_is_erased(programs: Programs) -> None:
    petition, moderator = an_open_petition(), staff(Role.MODERATOR)
    content = programs.container({"statement.pdf": the_pdf(petition)}, "person")
    first = checked(petition, content)
    second = checked(petition, programs.container({"statement.pdf": the_pdf(petition)}, "person"))
    signature = Signature.objects.get()
    assert first.signature == second.signature == signature
    assert all(kept for kept, _size in stored())
    signing.withdraw(signature.pk)

    erased = [qualified.erase_of(signature.pk, by=moderator) for _time in range(2)]

    assert erased == [2, 0]
    assert [kept for kept, _size in stored()] == [None, None]
    for container in SignedContainer.objects.all():
        assert (container.state, container.told) == (State.VERIFIED, {})
        assert container.erased_at
        assert container.signature == signature
    assert queries.container_of(signature) is None
    events = CustodyEvent.objects.filter(event="container.erased").order_by("pk")
    assert [(event.subject, event.by) for event in events] == [
        (first.reference, moderator),
        (second.reference, moderator),
    ]


def test_the_file_of_a_signature_that_holds_is_kept(programs: Programs) -> None:
    petition = an_open_petition()
    checked(petition, programs.container({"statement.pdf": the_pdf(petition)}, "person"))
    before = stored()

    with pytest.raises(Refusal, match="is kept"):
        qualified.erase_of(Signature.objects.get().pk)

    assert stored() == before
    assert not CustodyEvent.objects.filter(event="container.erased").exists()


def test_files_of_others_stay(programs: Programs) -> None:
    petition = an_open_petition()
    mine = checked(petition, programs.container({"statement.pdf": the_pdf(petition)}, "person"))
    a_received_container(petition, b"somebody else's")
    assert mine.signature
    signing.withdraw(mine.signature.pk)

    qualified.erase_of(mine.signature.pk)

    assert [bool(kept) for kept, _size in stored()] == [False, True]


def test_an_erased_file_that_comes_again_makes_nothing(programs: Programs) -> None:
    petition = an_open_petition()
    content = programs.container({"statement.pdf": the_pdf(petition)}, "person")
    container = checked(petition, content)
    signature = Signature.objects.get()
    signing.withdraw(signature.pk)
    qualified.erase_of(signature.pk)

    again = checked(petition, content)

    assert again == container
    assert [kept for kept, _size in stored()] == [None]
    assert Signature.objects.get().state == Signed.WITHDRAWN


def test_the_database_keeps_no_file_that_is_said_to_be_erased(programs: Programs) -> None:
    petition = an_open_petition()
    checked(petition, programs.container({"statement.pdf": the_pdf(petition)}, "person"))

    for change in ("erased_at = now()", "content = NULL"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE petitions_signedcontainer SET {change}")  # noqa: S608
