from typing import Any

from django.core.management.base import BaseCommand

from config.doctor.examination import examine
from config.doctor.finding import Health


class Command(BaseCommand):
    help = "What is set up, what is missing and what is wrong; exit status 1 when something is."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        troubles = 0
        for finding in examine():
            troubles += finding.health == Health.WRONG
            self.stdout.write(f"{finding.health:<8} {finding.what:<13} {finding.sentence}")
        if troubles:
            self.stderr.write(f"{troubles} wrong.")
            raise SystemExit(1)
        self.stdout.write("Nothing is wrong.")
