"""A browser that sends a file in pieces, with django's test client."""

from __future__ import annotations

import base64
import hashlib
import io
from typing import Any
from uuid import UUID

from django.test import Client

from testimonies.models import Case, Upload
from tests.builders_intake import a_started_draft


class Sender:
    """A browser that holds a case, and has begun an upload."""

    def __init__(self, length: int | None, *, name: str = "a.bin", mark: str = "") -> None:
        begun = a_started_draft()
        self.case: Case = begun.draft.case
        self.client = Client()
        session = self.client.session
        session["cases"] = [self.case.handle]
        session.save()
        self.place = self.begin(length, name=name, mark=mark)["Location"]
        self.uuid = UUID(self.place.rstrip("/").rpartition("/")[2])

    def begin(self, length: int | None, *, name: str = "a.bin", mark: str = "") -> Any:
        words = {"filename": name, "mark": mark}
        told = {"Tus-Resumable": "1.0.0", "Upload-Metadata": _metadata(words)}
        told |= {"Upload-Defer-Length": "1"} if length is None else {"Upload-Length": str(length)}
        return self.client.post(f"/en/case/{self.case.handle}/uploads/", headers=told)

    def patch(
        self, offset: int, content: bytes, *, says: int = 0, checksum: str = "", length: int = 0
    ) -> Any:
        told = {"Upload-Offset": str(offset)}
        told |= {"Upload-Checksum": checksum} if checksum else {}
        told |= {"Upload-Length": str(length)} if length else {}
        more = {"CONTENT_LENGTH": str(says), "wsgi.input": io.BytesIO(content)} if says else {}
        return self.ask(
            "PATCH", content, kind="application/offset+octet-stream", more=more, told=told
        )

    def head(self) -> Any:
        return self.ask("HEAD")

    def ask(
        self,
        method: str,
        content: bytes = b"",
        *,
        kind: str = "application/octet-stream",
        more: dict[str, Any] | None = None,
        told: dict[str, str] | None = None,
    ) -> Any:
        sent = {"Tus-Resumable": "1.0.0"} | (told or {})
        return self.client.generic(method, self.place, content, kind, headers=sent, **(more or {}))

    @property
    def upload(self) -> Upload:
        return Upload.objects.get(uuid=self.uuid)


def _metadata(words: dict[str, str]) -> str:
    coded = {key: base64.b64encode(said.encode()).decode() for key, said in words.items()}
    return ",".join(f"{key} {said}" for key, said in coded.items())


def checksum_of(content: bytes) -> str:
    return f"sha256 {base64.b64encode(hashlib.sha256(content).digest()).decode()}"
