"""A file that is erased while it takes another key stays erased."""

from __future__ import annotations

import io
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path

import pytest
from pytest_django import Settings

from testimonies.evidence import keeping, renewing

NEW = {"k2": b"n" * 32}
#: Long enough for whoever does not wait.
A_MOMENT = 0.5


def test_what_is_erased_meanwhile_does_not_come_back(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = keeping.keep(io.BytesIO(b"what was told")).path
    settings.DATA_KEYS = NEW | settings.DATA_KEYS
    takes_its_place, erased = Path.replace, list[Future[None]]()

    with ThreadPoolExecutor(1) as other:

        def another_erases(copy: Path, target: Path) -> Path:
            erased.append(other.submit(keeping.forget, path))
            wait(erased, A_MOMENT)
            return takes_its_place(copy, target)

        monkeypatch.setattr(Path, "replace", another_erases)
        renewing.renew(path)

    assert [each.exception() for each in erased] == [None]
    here = Path(keeping.storage().path(path))
    assert not here.exists()
    assert not list(here.parent.glob(".*"))


def test_what_is_gone_is_passed_over(settings: Settings) -> None:
    path = keeping.keep(io.BytesIO(b"what was told")).path
    settings.DATA_KEYS = NEW | settings.DATA_KEYS
    keeping.forget(path)
    keeping.forget(path)

    assert not renewing.renew(path)
    assert not renewing.replaced(path, lambda copy: copy.write(b"anew"))
