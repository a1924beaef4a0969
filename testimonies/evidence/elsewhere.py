"""Evidence in a store that speaks S3, encrypted by us before it leaves this house.

It is read in pieces where it lies: nothing of it is copied to a disk here. What the store or the
line to it refuses is an `OSError`, as of a disk.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files import File
from storages.backends.s3 import S3Storage

PART = 8 * 1024 * 1024  # S3 wants at least 5 MiB and at most 10,000 parts
AT_ONCE = 4  # parts in memory
READ_AT_ONCE = 4 * 1024 * 1024
PATIENCE = 20  # seconds for a connection and for each answer
MISSING = {"404", "NoSuchKey", "NotFound"}


class Store(S3Storage):  # type: ignore[misc]
    """`STORAGES["evidence"]` where ``FILES_URL`` begins with ``s3:``. Names are random."""

    def get_default_settings(self) -> dict[str, Any]:
        transfer = TransferConfig(multipart_chunksize=PART, max_concurrency=AT_ONCE)
        transfer.max_in_memory_upload_chunks = AT_ONCE
        client = Config(
            connect_timeout=PATIENCE,
            read_timeout=PATIENCE,
            retries={"mode": "standard", "max_attempts": 3},
            s3={"addressing_style": "path"},
            signature_version="s3v4",
            request_checksum_calculation="when_required",  # stores of one's own know few
            response_checksum_validation="when_required",
        )
        own = {
            "file_overwrite": True,
            "transfer_config": transfer,
            "client_config": client,
            "security_token": None,  # of whoever else uses this machine
        }
        return {**super().get_default_settings(), **own}

    @property
    def keeps_versions(self) -> bool:
        """Whether the bucket keeps what is erased, or has kept it once. Raises `OSError`."""
        with _in_words():
            return self.bucket.Versioning().status is not None

    def exists(self, name: str) -> bool:
        with _in_words():
            return bool(super().exists(name))

    def delete(self, name: str) -> None:
        with _in_words():
            super().delete(name)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        with _in_words():
            folders, files = super().listdir(path)
            return folders, files

    def get_modified_time(self, name: str) -> datetime:
        with _in_words():
            moment: datetime = super().get_modified_time(name)
            return moment

    def size(self, name: str) -> int:
        with _in_words():
            return int(super().size(name))

    def _save(self, name: str, content: File[bytes]) -> str:
        """SECURITY: its chunks, as on a disk: they are encrypted, and what `read` gives is not."""
        with _in_words():
            return str(super()._save(name, io.BufferedReader(_Chunks(content.chunks()), PART)))

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        with _in_words():
            found = self.bucket.Object(self._normalize_name(name))
            found.load()
        return File(io.BufferedReader(_Object(found), READ_AT_ONCE), name)


class _Object(io.RawIOBase):
    """The bytes of an object, from anywhere in it. One that was replaced meanwhile is not read."""

    def __init__(self, found: Any) -> None:
        self._found, self._size, self._at = found, int(found.content_length), 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, target: Any) -> int:
        end = min(self._at + len(target), self._size)
        if end <= self._at:
            return 0
        asked = {"Range": f"bytes={self._at}-{end - 1}", "IfMatch": self._found.e_tag}
        with _in_words():
            content = self._found.get(**asked)["Body"].read()
        target[: len(content)] = content
        self._at += len(content)
        return len(content)


class _Chunks(io.RawIOBase):
    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks, self._left = iter(chunks), memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, target: Any) -> int:
        while not self._left:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._left = memoryview(chunk)
        part = self._left[: len(target)]
        target[: len(part)] = part
        self._left = self._left[len(part) :]
        return len(part)


@contextmanager
def _in_words() -> Iterator[None]:
    """What is not there, and everything else, as a disk would say it."""
    try:
        yield
    except ClientError as problem:
        code = str(problem.response.get("Error", {}).get("Code", ""))
        if code in MISSING:
            raise FileNotFoundError(code) from problem
        raise OSError(f"the store said {code}") from problem
    except BotoCoreError as problem:
        raise OSError(f"the store: {type(problem).__name__}") from problem
