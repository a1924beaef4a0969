"""Nobody fills our disk by sending files."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client, RequestFactory
from pytest_django import Settings

from testimonies.evidence import size_limit

PAGES = ["/en/return/", "/en/testimonies/new/", "/accounts/login/", "/admin/login/"]
MEGABYTE = 1024 * 1024


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_where_no_file_is_asked_for_none_is_written_down(
    page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    monkeypatch.setattr(TemporaryFileUploadHandler, "new_file", opened.append)

    response = Client().post(page, {"file": _file(3), "code": "1"})

    assert response.status_code < 500
    assert opened == []


def test_files_of_one_form_share_one_limit(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_MAX_BYTES = 3 * MEGABYTE
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    sent = {f"file{number}": _file(2) for number in range(5)} | {"caption": "The house"}
    request = RequestFactory().post("/", sent)
    size_limit.take_files(request)

    kept, on_disk = list(request.FILES), sum(path.stat().st_size for path in tmp_path.iterdir())
    request.close()

    assert size_limit.was_exceeded(request)
    assert kept == ["file0"]
    assert on_disk <= 3 * MEGABYTE
    assert request.POST["caption"] == "The house"


def _file(megabytes: int) -> SimpleUploadedFile:
    return SimpleUploadedFile("a.jpg", bytes(megabytes * MEGABYTE), content_type="image/jpeg")
