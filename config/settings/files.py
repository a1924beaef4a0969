"""Where evidence lies: on a disk of this house, or in a store that speaks S3."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, urlsplit

FILE, S3 = "file", "s3"
DISK = "django.core.files.storage.FileSystemStorage"


def evidence_store(url: str, home: Path, key_id: str, secret: str) -> dict[str, Any]:
    """The entry of `STORAGES` for a ``FILES_URL``; what is malformed the checks say.

    ``file:/FOLDER``, or ``s3://BUCKET/FOLDER?endpoint=https://HOST&region=NAME``, where only the
    bucket is needed for Amazon's own.
    """
    told = urlsplit(url)
    if told.scheme == S3:
        asked = dict(parse_qsl(told.query))
        return {
            "BACKEND": "testimonies.evidence.elsewhere.Store",
            "OPTIONS": {
                "bucket_name": told.netloc,
                "location": told.path.strip("/"),
                "endpoint_url": asked.get("endpoint"),
                "region_name": asked.get("region", "us-east-1"),  # stores of one's own ignore it
                "access_key": key_id,
                "secret_key": secret,
            },
        }
    return {
        "BACKEND": DISK,
        "OPTIONS": {
            "location": told.path.replace("//", "/", 1) if url else str(home / "files"),
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    }


def problem(url: str, key_id: str, secret: str, *, may_be_open: bool) -> str:
    """What is wrong with it, in words for whoever installs; empty when nothing is."""
    told = urlsplit(url)
    if url and told.scheme not in {FILE, S3}:
        return "Begin with file:/ and a folder, or with s3:// and a bucket."
    is_whole = told.path == url.removeprefix("file:").removeprefix("//") and told.path[:1] == "/"
    if told.scheme == FILE and not is_whole:
        return "Name a whole path, such as file:/var/lib/atmintis/files."
    return _problem_of_store(told, key_id, secret, may_be_open) if told.scheme == S3 else ""


def _problem_of_store(told: SplitResult, key_id: str, secret: str, may_be_open: bool) -> str:
    endpoint = dict(parse_qsl(told.query)).get("endpoint", "https://amazonaws.com")
    if not told.netloc:
        return "Name a bucket: s3://BUCKET/FOLDER?endpoint=https://HOST."
    if not (key_id and secret):
        return "Set FILES_KEY_ID and FILES_SECRET for the store."
    if not urlsplit(endpoint).hostname or not (endpoint.startswith("https://") or may_be_open):
        return "The endpoint must begin with https:// and a host."
    return ""
