from django.apps import AppConfig

from config import checks
from config.celery import app  # tasks find it, and what starts before Django does without

__all__ = ["ConfigConfig", "app"]


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "Atmintis"

    def ready(self) -> None:
        checks.install()
