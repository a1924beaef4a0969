"""The second browser of the tests: the distribution's own Firefox, whose engine is another one."""

import shutil

from config.local import debian
from config.local.processes import CannotStart

NAMES = ("firefox-esr", "firefox")
PACKAGES = ("firefox-esr", "fonts-dejavu-core")


def find_or_install() -> None:
    if find() is None:
        debian.install("The browser tests need Firefox", PACKAGES)
    if find() is None:
        raise CannotStart(f"Firefox could not be installed: apt-get install {PACKAGES[0]} failed.")


def find() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)
