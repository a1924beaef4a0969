"""What we and the DigiDoc library say of a file that has just been sealed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.conf import settings

from petitions.bundles import second_opinion, verify
from petitions.bundles.verify import Verdict
from testimonies.errors import Refusal


def of(path: Path) -> tuple[Verdict, str | None]:
    """Ours, and why the library does not call it valid (None: it was not asked).

    The library has a process of its own, so both look at the same time. Raises `Refusal` where
    the file is not whole.
    """
    with ThreadPoolExecutor(1) as other:
        asked = other.submit(_of_the_library, path)
        verdict = verify.inspect(path)
        if not verdict.is_valid:
            raise Refusal(" ".join(verdict.problems))
        return verdict, asked.result()


def _of_the_library(path: Path) -> str | None:
    """Certificates in a file can be asked here only; then nobody says that DigiDoc agrees."""
    if trust := second_opinion.folder():
        # What a killed worker left there is removed before the next attempt.
        return second_opinion.ask(path, trust, beside=path.parent)
    if settings.TRUST_STORE is None:
        return None
    return " ".join(verify.verify(path).problems) or None
