"""What a clerk checks a bundle with: the tests of our instructions run the very same programs."""

import shutil

from config.local import debian
from config.local.processes import CannotStart

PACKAGES = {
    "age": "age",
    "openssl": "openssl",
    "pdfsig": "poppler-utils",
    "sha256sum": "coreutils",
    "unzip": "unzip",
}


def find_or_install() -> None:
    if missing := _missing():
        debian.install("The tests of a clerk's steps need more", [PACKAGES[n] for n in missing])
    if missing := _missing():
        raise CannotStart(f"These programs could not be installed: {', '.join(missing)}.")


def _missing() -> list[str]:
    return [name for name in PACKAGES if shutil.which(name) is None]
