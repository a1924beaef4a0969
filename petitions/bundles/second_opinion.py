"""Asking the DigiDoc library, which receiving institutions use, whether it calls a file valid."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from testimonies.errors import Refusal

CHECKOUT = Path(__file__).resolve().parents[2]
PATIENCE = 900  # seconds; ten thousand members take the library three minutes


def folder() -> Path | None:
    """The library goes by a folder of trusted lists; certificates in a file tell it nothing."""
    trust: Path | None = settings.TRUST_STORE
    return trust if trust and trust.is_dir() else None


def ask(container: Path, trust: Path, *, beside: Path | None = None) -> str:
    """Why it is not valid, or nothing when it is. Offline; trust comes from the folder alone.

    In the folder ``lotl.pem`` signs the list of trusted lists (``*lotl.xml``), which names the
    national lists beside it. What the library unpacks goes below `beside`, or where temporary
    files go. Raises `Refusal` when it was killed or too slow, which says nothing of the file.

    SECURITY: it unpacks what is larger than 500 MB to a file in TMPDIR, and an empty one into the
    folder in which it runs, and leaves both there. In the first are the names of all signers.
    """
    with tempfile.TemporaryDirectory(dir=beside) as scratch:
        home = Path(scratch) / "home"
        shutil.copytree(trust, home)
        command = [sys.executable, "-m", "petitions.bundles.digidoc"]
        try:
            done = subprocess.run(  # noqa: S603 (our own module, arguments of our own)
                [*command, str(container.resolve()), str(home)],
                capture_output=True,
                check=False,
                cwd=scratch,
                env={
                    "HOME": str(home),
                    "PATH": os.environ.get("PATH", ""),
                    "PYTHONPATH": str(CHECKOUT),
                    "TMPDIR": scratch,
                },
                timeout=PATIENCE,
            )
        except subprocess.TimeoutExpired:
            raise Refusal(_("The DigiDoc library took too long.")) from None
    if done.returncode == -signal.SIGKILL:
        raise Refusal(_("The DigiDoc library was killed, perhaps for want of memory."))
    try:
        return str(json.loads(done.stdout)["reason"])
    except (ValueError, TypeError, KeyError):
        return _("The DigiDoc library broke down over this file.")
