from django.apps import AppConfig

from config import checks


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "Atmintis"

    def ready(self) -> None:
        checks.install()
