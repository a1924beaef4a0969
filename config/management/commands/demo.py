from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import demonstration


class Command(BaseCommand):
    help = "Fill a local instance with an open petition, institutions, people and testimonies."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--signatures", type=int, default=12, help="how many people sign")

    def handle(self, *_args: Any, signatures: int, **_options: Any) -> None:
        if not settings.LOCAL:
            raise CommandError("The demonstration belongs on a local instance only.")
        self.stdout.write(demonstration.show(settings.HOME, signatures=signatures))
