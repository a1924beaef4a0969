import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError

from testimonies.letters import actions as letters
from testimonies.letters import bounces


class Command(BaseCommand):
    """Exit status 0 for whatever was read, ours or not, and 75 (EX_TEMPFAIL) to come again."""

    help = "Read one message from standard input, as a mail server pipes it: a letter came back."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--recipient", default="", help="the envelope address it came to")

    def handle(self, *args: Any, recipient: str, **options: Any) -> None:
        bounce = bounces.read(sys.stdin.buffer.read(bounces.LONGEST), recipient)
        try:
            is_ours = bounce is not None and letters.take_back(bounce)
        except DatabaseError:
            sys.exit(os.EX_TEMPFAIL)
        self.stdout.write("Marked as come back." if is_ours else "Not about a letter of ours.")
