"""SoftHSM: a PKCS#11 device made of software, for the tests of a seal that stays in its device."""

import shutil
from pathlib import Path

from config.local import debian
from config.local.processes import CannotStart

PACKAGE = "softhsm2"
UTILITY = "softhsm2-util"
MODULES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
)


def find_or_install() -> Path:
    found = find()
    if found is None:
        debian.install("The tests of a seal on a device need SoftHSM", [PACKAGE])
        found = find()
    if found is None:
        raise CannotStart(f"{PACKAGE} could not be installed.")
    return found


def find() -> Path | None:
    """The library that a device comes with."""
    if shutil.which(UTILITY) is None:
        return None
    return next((Path(name) for name in MODULES if Path(name).is_file()), None)
