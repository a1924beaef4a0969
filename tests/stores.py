"""A store that speaks S3, as a real server beside the tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from moto.server import ThreadedMotoServer


@contextmanager
def an_s3_store() -> Iterator[str]:
    """Its address."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def a_bucket(store: str, name: str) -> Any:
    session = boto3.session.Session()
    resource = session.resource(
        "s3",
        endpoint_url=store,
        region_name="us-east-1",
        aws_access_key_id="them",
        aws_secret_access_key="them",
    )
    return resource.create_bucket(Bucket=name)
