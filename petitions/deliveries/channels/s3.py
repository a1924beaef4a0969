"""A store that speaks S3: in parts with SHA-256 checksums, visible only once it is whole.

An interrupted upload is gone on from: parts that are there with our digests are not sent again.
An object of another content is never overwritten.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.exceptions import ConnectionError as NoConnection
from django.utils.translation import gettext as _

from petitions.bundles import places
from petitions.deliveries.channels.receipt import Receipt, Stopped
from petitions.models import Connection, Delivery
from petitions.models.connection import Kind
from testimonies.errors import Refusal

PART = 8 * 1024 * 1024  # S3 wants at least 5 MiB and at most 10,000 parts
PATIENCE = 20  # seconds for a connection and for each answer
MISSING = {"404", "NoSuchKey", "NotFound"}
TAKEN = {"PreconditionFailed", "ConditionalRequestConflict"}
OURS_TO_MEND = {"AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "403"}
NO_BUCKET = "NoSuchBucket"


def send(delivery: Delivery) -> Receipt:
    bundle = delivery.bundle
    connection = _connection(delivery)
    source = places.outgoing(bundle)
    bucket, _slash, folder = connection.place.partition("/")
    key = "/".join(filter(None, [folder.strip("/"), source.name]))
    with _in_words():
        client = _client(connection)
        target = {"Bucket": bucket, "Key": key}
        if not _is_there(client, target, bundle.outgoing_sha256, source):
            _upload(client, target, source, _told(delivery))
        if not _is_there(client, target, bundle.outgoing_sha256, source):
            raise Refusal(_("The store does not show what it was sent."))
    return Receipt(f"s3://{bucket}/{key}"[:240])


def try_out(connection: Connection) -> None:
    """Look at the bucket; raises `Refusal` with what is wrong."""
    with _in_words():
        try:
            _client(connection).head_bucket(Bucket=connection.place.partition("/")[0])
        except ClientError as problem:
            code = _code(problem)
            if code in {NO_BUCKET, *MISSING}:
                raise _no_bucket() from problem
            if code in OURS_TO_MEND:
                raise
            raise Refusal(_("The store said: %s.") % code[:60]) from problem


def _connection(delivery: Delivery) -> Connection:
    institution = delivery.bundle.target.profile.institution
    found = Connection.objects.filter(institution=institution, channel=Kind.S3).first()
    if found is None:
        raise Stopped(_("Nobody has written down which store this institution has."))
    return found


def _client(connection: Connection) -> Any:
    return boto3.session.Session().client(
        "s3",
        endpoint_url=connection.server,
        region_name=connection.region or "us-east-1",  # stores of one's own ignore it
        aws_access_key_id=connection.username,
        aws_secret_access_key=connection.secret["password"],
        config=Config(
            connect_timeout=PATIENCE,
            read_timeout=PATIENCE,
            retries={"mode": "standard", "max_attempts": 2},
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",  # we give our own
            response_checksum_validation="when_required",
        ),
    )


def _told(delivery: Delivery) -> dict[str, str]:
    return {"sha256": delivery.bundle.outgoing_sha256, "bundle": delivery.bundle.identity}


def _is_there(client: Any, target: dict[str, str], sha256: str, source: Path) -> bool:
    try:
        found = client.head_object(**target, ChecksumMode="ENABLED")
    except ClientError as problem:
        if _code(problem) in MISSING:
            return False
        raise
    checksum = found.get("ChecksumSHA256", "")
    is_ours = (
        found["ContentLength"] == source.stat().st_size
        and found["Metadata"].get("sha256") == sha256
        and checksum.partition("-")[0] in {"", _checksum_of_all(source)}
    )
    if not is_ours:
        raise Stopped(_("Another file of this name lies in the store. Nothing was overwritten."))
    return True


def _upload(client: Any, target: dict[str, str], source: Path, told: dict[str, str]) -> None:
    upload = _begun(client, target) or client.create_multipart_upload(
        **target, Metadata=told, ChecksumAlgorithm="SHA256"
    )
    place = {**target, "UploadId": upload["UploadId"]}
    kept = _parts(client, place)
    parts = []
    for number, block, digest in _blocks(source):
        etag = kept.get((number, digest)) or kept.get((number, _etag(block)))
        if etag is None:
            etag = client.upload_part(
                **place, PartNumber=number, Body=block, ChecksumSHA256=digest
            )["ETag"]
        parts.append({"PartNumber": number, "ETag": etag, "ChecksumSHA256": digest})
    try:
        client.complete_multipart_upload(
            **place, MultipartUpload={"Parts": parts}, IfNoneMatch="*"
        )
    except ClientError as problem:
        if _code(problem) not in TAKEN:
            raise  # another worker was quicker, or another file lies there: it is looked at


def _begun(client: Any, target: dict[str, str]) -> Any:
    """The upload that an interrupted attempt has begun; what it left is compared by digest."""
    found = client.list_multipart_uploads(Bucket=target["Bucket"], Prefix=target["Key"])
    begun = [each for each in found.get("Uploads", []) if each["Key"] == target["Key"]]
    return begun[-1] if begun else None


def _parts(client: Any, place: dict[str, str]) -> dict[tuple[int, str], str]:
    """{(number, digest): ETag} of what is there; stores that list no SHA-256 have the ETag."""
    pages = client.get_paginator("list_parts").paginate(**place)
    parts = (part for page in pages for part in page.get("Parts", []))
    return {
        (part["PartNumber"], part.get("ChecksumSHA256") or part["ETag"]): part["ETag"]
        for part in parts
    }


def _etag(block: bytes) -> str:
    """Of a part that is stored as it came; only to save sending it again."""
    return f'"{hashlib.md5(block, usedforsecurity=False).hexdigest()}"'


def _blocks(source: Path) -> Iterator[tuple[int, bytes, str]]:
    with source.open("rb") as file:
        for number in range(1, 10_001):
            block = file.read(PART)
            if not block:
                return
            yield number, block, base64.b64encode(hashlib.sha256(block).digest()).decode()


def _checksum_of_all(source: Path) -> str:
    """As S3 has it for an object in parts: the digest of the digests."""
    digests = [base64.b64decode(digest) for _number, _block, digest in _blocks(source)]
    return base64.b64encode(hashlib.sha256(b"".join(digests)).digest()).decode()


def _no_bucket() -> Stopped:
    return Stopped(_("The store has no bucket of this name."))


def _code(problem: ClientError) -> str:
    return str(problem.response.get("Error", {}).get("Code", ""))


@contextmanager
def _in_words() -> Iterator[None]:
    """What may happen on the way, as a sentence for the desk."""
    try:
        yield
    except ClientError as problem:
        code = _code(problem)
        if code == NO_BUCKET:
            raise _no_bucket() from problem
        if code in OURS_TO_MEND:
            raise Stopped(_("The store refuses us: %s.") % code) from problem
        raise Refusal(_("The store did not take the file: %s.") % code[:60]) from problem
    except NoConnection as problem:
        raise Refusal(_("The store cannot be reached, or does not answer.")) from problem
    except BotoCoreError as problem:
        raise Refusal(_("The store said: %s.") % type(problem).__name__) from problem
