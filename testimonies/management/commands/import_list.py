"""Bring a list from the command line: the same way as at the desk, and without a worker."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from testimonies.errors import Refusal
from testimonies.lists import actions as lists
from testimonies.lists import columns, encodings, queries
from testimonies.lists.actions import Described
from testimonies.models import ListEdition
from testimonies.models.episode import EpisodeType
from testimonies.models.imported import Licence, Outcome, State
from testimonies.models.person import Role


class Command(BaseCommand):
    help = (
        "Read a list (CSV, XLSX, ODS, GEDCOM), report row by row, and import it with --for-real."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True, help="What the list is called.")
        parser.add_argument("--holder", required=True, help="Who keeps it.")
        parser.add_argument("--licence", required=True, choices=Licence.values)
        parser.add_argument("--terms", default="", help="Where the agreement lies.")
        parser.add_argument("--given-by", default="")
        parser.add_argument("--role", default=Role.PERSON_DEPORTED, choices=Role.values)
        parser.add_argument("--episode", default="", choices=["", *EpisodeType.values])
        parser.add_argument(
            "--encoding", default="", choices=[code for code, _ in encodings.CHOICES]
        )
        parser.add_argument(
            "--column", action="append", default=[], help="PLACE=FIELD, such as 3=surname."
        )
        parser.add_argument("--sheet", type=int, help="Which one of a workbook; 1 is the first.")
        parser.add_argument("--by", default="", help="The e-mail of who does it.")
        parser.add_argument("--for-real", action="store_true")

    def handle(self, *_args: object, **told: Any) -> None:
        by = User.objects.get(email=told["by"]) if told["by"] else None
        try:
            edition = self._checked(told, by)
            if told["for_real"] and edition.taken + edition.changed:
                lists.begin_import(edition.pk, by=by)
                lists.work_on(edition.pk)
        except (Refusal, OSError) as no:
            raise CommandError(str(no)) from None
        self.stdout.write("".join(queries.as_csv(edition)).lstrip("\ufeff"))
        self._count(ListEdition.objects.get(pk=edition.pk))

    def _checked(self, told: dict[str, Any], by: User | None) -> ListEdition:
        said = {key: told[key] for key in ("holder", "licence", "terms", "role", "episode")}
        described = Described(
            name=told["source"], given_by=told["given_by"], encoding=told["encoding"], **said
        )
        with told["file"].open("rb") as file:
            edition = lists.receive(file, described, by=by)
        lists.work_on(edition.pk)
        if told["sheet"]:
            lists.read_again(edition.pk, encoding=told["encoding"], sheet=told["sheet"], by=by)
            lists.work_on(edition.pk)
        edition = ListEdition.objects.get(pk=edition.pk)
        if edition.state == State.UNREADABLE:
            raise CommandError(edition.get_problem_display())
        lists.check(edition.pk, columns=_columns(edition, told["column"]), by=by)
        lists.work_on(edition.pk)
        return ListEdition.objects.get(pk=edition.pk)

    def _count(self, edition: ListEdition) -> None:
        counts = ", ".join(f"{outcome} {getattr(edition, outcome)}" for outcome in Outcome.values)
        self.stderr.write(f"{edition.uuid}: {edition.state}; {counts}, gone {edition.gone}")


def _columns(edition: ListEdition, said: list[str]) -> list[str]:
    """What was recognised, and what the command line says instead; places count from 1."""
    found = list(edition.columns)
    for each in said:
        place, equals, field = each.partition("=")
        known = not field or field in columns.Field.values
        if not equals or not place.isdecimal() or not 1 <= int(place) <= len(found) or not known:
            raise CommandError(f"--column {each}: write PLACE=FIELD")
        found[int(place) - 1] = field
    return found
