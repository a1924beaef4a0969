"""``unnamed_files [--older-than DAYS]``: files of the evidence storage that no row names;
``--for-real``: erase them.
"""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import now

from testimonies.evidence import actions as evidence
from testimonies.evidence import unnamed

USUAL = 7


class Command(BaseCommand):
    help = "Lists files that no row names. Erases them only with --for-real."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--older-than", type=int, default=USUAL, metavar="DAYS")
        parser.add_argument("--for-real", action="store_true", help="erase them")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["older_than"] < 1:
            raise CommandError("At least a day: a file is kept a moment before its row is.")
        before = now() - timedelta(days=options["older_than"])
        if options["for_real"]:
            self.stdout.write(f"{evidence.erase_unnamed(before=before)} files were erased.")
            return
        found = list(unnamed.find(before=before))
        for path in found:
            self.stdout.write(path)
        self.stdout.write(f"{len(found)} files are named by no row. --for-real erases them.")
