"""Lists as people bring them, made by the tests themselves."""

from __future__ import annotations

import io
from collections.abc import Sequence

from testimonies.lists import actions as lists
from testimonies.lists.actions import Described
from testimonies.models import ListEdition, ListRow, PersonMention
from tests.builders_review import a_moderator

HEAD = "Nr;Uzvārds;Vārds;Tēva vārds;Dzimšanas gads;Izsūtīts;Miris"
JANIS = "1;Kalniņš;Jānis;Pētera;1905;14.06.1941;1942"
ANNA = "2;Kalniņa;Anna;Jāņa;03.04.1909;14.06.1941;"
PETRAS = "3;Petrauskas;Petras;;194?;1949-03-25;"
OF_LATVIA = Described(
    name="Deported from Latvia",
    holder="State Archives",
    licence="cc-by-4.0",
    given_by="An archivist",
)


def csv_of(*rows: str, head: str = HEAD) -> bytes:
    return ("\n".join([head, *rows]) + "\n").encode()


def read(content: bytes, described: Described = OF_LATVIA) -> ListEdition:
    edition = lists.receive(io.BytesIO(content), described, by=a_moderator())
    lists.work_on(edition.pk)
    return ListEdition.objects.get(pk=edition.pk)


def checked(
    content: bytes, described: Described = OF_LATVIA, columns: Sequence[str] | None = None
) -> ListEdition:
    edition = read(content, described)
    assert edition.problem == ""
    lists.check(edition.pk, columns=columns or edition.columns, by=a_moderator())
    lists.work_on(edition.pk)
    return ListEdition.objects.get(pk=edition.pk)


def imported(content: bytes, described: Described = OF_LATVIA) -> ListEdition:
    edition = checked(content, described)
    lists.begin_import(edition.pk, by=a_moderator())
    lists.work_on(edition.pk)
    return ListEdition.objects.get(pk=edition.pk)


def counts(edition: ListEdition) -> tuple[int, int, int, int]:
    return edition.taken, edition.unchanged, edition.changed, edition.refused


def everything() -> tuple[int, int]:
    return ListRow.objects.count(), PersonMention.objects.count()


def reasons(edition: ListEdition) -> dict[int, tuple[str, str]]:
    found = edition.lines.filter(outcome="refused")
    return {line.number: (line.field, line.reason) for line in found}
