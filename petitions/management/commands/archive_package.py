"""``petition SLUG --to FOLDER`` and ``case REFERENCE --to FOLDER``: one file for an archive."""

import shutil
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from petitions.bundles.durable import whole
from petitions.models import ArchivePackage
from petitions.models.package import Format, State
from petitions.packages import actions as packages
from petitions.packages import queries
from petitions.packages.actions import Order
from testimonies.errors import Refusal


class Command(BaseCommand):
    help = "Writes a petition, or a testimony or claim, as one file for a national archive."

    def add_arguments(self, parser: CommandParser) -> None:
        things = parser.add_subparsers(dest="thing", required=True)
        petition = things.add_parser("petition", help="what everybody may know of it")
        petition.add_argument("name", metavar="SLUG")
        case = things.add_parser("case", help="as far as its consent reaches")
        case.add_argument("name", metavar="REFERENCE", help="of the testimony or claim (T-…, K-…)")
        for thing in (petition, case):
            thing.add_argument("--to", type=Path, required=True, metavar="FOLDER")
            thing.add_argument("--archive", required=True, help="whom it is for, as it is called")
            thing.add_argument("--reason", required=True, help="kept in the custody log")
            thing.add_argument("--format", choices=Format.values, default=Format.EARK)
            thing.add_argument("--agreement", default="", help="the submission agreement")
            thing.add_argument(
                "--institution",
                default="",
                help="its code, where consents name it as an institution",
            )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            asked = self.asked(options)
            target = options["to"] / asked.file_name
            package = self.written(asked.pk, target)
        except (Refusal, OSError) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{package.size} bytes, SHA-256 {package.sha256}")
        self.stdout.write(str(target))

    def asked(self, options: dict[str, Any]) -> ArchivePackage:
        names = ("format", "archive", "reason", "agreement", "institution")
        order = Order(**{name: options[name] for name in names})
        if options["thing"] == "petition":
            if petition := queries.petition(options["name"]):
                return packages.ask_for_petition(petition.pk, order, by=None)
        elif submission := queries.submission(options["name"]):
            return packages.ask_for_case(submission.pk, order, by=None)
        raise CommandError("There is nothing of that name.")

    def written(self, package_id: int, target: Path) -> ArchivePackage:
        """Whole or not at all; with us nothing stays, in either case."""
        try:
            package = packages.write(package_id, wait=True)
            if package.state != State.READY:
                raise CommandError(package.problem)
            source = packages.hand_out(package.pk, by=None)
            with whole(target) as part:
                shutil.copyfile(source, part)
        finally:
            packages.delete(package_id, by=None, reason="taken by the command")
        return package
