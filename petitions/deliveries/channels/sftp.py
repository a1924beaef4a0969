"""A folder on the institution's SFTP server: there whole or not at all, and never twice.

Bytes go to ``<file>.part``, which is gone on from after an interruption if it begins as our file
does, and which takes its name once it is whole. Nothing of another content is overwritten.

SECURITY: the server's key is pinned. With another key nothing is sent, not even our password.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Literal, cast

import asyncssh
from asyncssh import SFTPClient, SFTPClientFile
from django.utils.translation import gettext as _

from petitions.bundles import places
from petitions.deliveries.channels import refusals
from petitions.deliveries.channels.receipt import Receipt, Stopped
from petitions.models import Connection, Delivery
from petitions.models.connection import Kind
from testimonies.errors import Refusal

PORT = 22
PATIENCE = 20  # seconds for each answer of the server
BLOCK = 256 * 1024
HIDDEN = -1  # the size of what the server does not let us look at


def send(delivery: Delivery) -> Receipt:
    bundle = delivery.bundle
    connection = _connection(delivery)
    source = places.outgoing(bundle)
    target = PurePosixPath(connection.place) / source.name
    with _in_words():
        asyncio.run(_place(connection, source, target, bundle.outgoing_sha256))
    return Receipt(f"{connection.server}:{target}"[:240])


def try_out(connection: Connection) -> None:
    """Sign in and look at the folder; raises `Refusal` with what is wrong."""
    with _in_words():
        asyncio.run(_look(connection))


def shown_key(connection: Connection) -> tuple[str, str]:
    """The key that the server shows today, and its fingerprint, to be compared by telephone."""
    with _in_words():
        key = asyncio.run(_ask_for_key(connection))
    if key is None:
        raise Refusal(_("The server shows no key."))
    return key.export_public_key().decode().strip(), key.get_fingerprint()


def _connection(delivery: Delivery) -> Connection:
    institution = delivery.bundle.target.profile.institution
    found = Connection.objects.filter(institution=institution, channel=Kind.SFTP).first()
    if found is None:
        raise Stopped(_("Nobody has written down how this institution is reached by SFTP."))
    return found


async def _place(connection: Connection, source: Path, target: PurePosixPath, sha256: str) -> None:
    size = source.stat().st_size
    part = target.with_name(f"{target.name}.part")
    async with _signed_in(connection) as sftp:
        there = await _size(sftp, target)
        if there not in {None, HIDDEN}:
            if there != size or await _digest(sftp, target) != sha256:
                raise Stopped(
                    _("Another file of this name lies on the server. Nothing was overwritten.")
                )
            return
        with source.open("rb") as file:
            begin = await _sent_before(sftp, part, file, size)
            await _write(sftp, part, file, begin)
        if await _size(sftp, part) not in {size, HIDDEN}:
            raise Refusal(_("The server keeps another number of bytes than it was sent."))
        await _give_its_name(sftp, part, target, is_hidden=there == HIDDEN)


async def _give_its_name(
    sftp: SFTPClient, part: PurePosixPath, target: PurePosixPath, *, is_hidden: bool
) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            await sftp.rename(str(part), str(target))  # refused where the name is taken
    except asyncssh.SFTPError as problem:
        if is_hidden:
            raise Stopped(_in_the_way()) from problem
        raise


def _in_the_way() -> str:
    return _(
        "A file of this name may lie on the server, and it does not let us look. Ask the "
        "institution whether it has arrived."
    )


async def _sent_before(sftp: SFTPClient, part: PurePosixPath, file: BinaryIO, size: int) -> int:
    """How many bytes of our file an interrupted attempt has left there, compared one by one."""
    there = await _size(sftp, part)
    if not there or there == HIDDEN or there > size:
        return 0
    try:
        return await _as_far_as_ours(sftp, part, file, there)
    except asyncssh.SFTPPermissionDenied:
        return 0  # written anew, since nobody may compare


async def _as_far_as_ours(
    sftp: SFTPClient, part: PurePosixPath, file: BinaryIO, there: int
) -> int:
    async with _opened(sftp, part, "rb") as opened:
        place = 0
        while place < there:
            theirs = await _read(opened, place, min(BLOCK, there - place))
            if not theirs or theirs != file.read(len(theirs)):
                break
            place += len(theirs)
    return place


async def _write(sftp: SFTPClient, part: PurePosixPath, file: BinaryIO, begin: int) -> None:
    async with _opened(sftp, part, "r+b" if begin else "wb") as opened:
        file.seek(begin)
        place = begin
        while block := file.read(BLOCK):
            async with asyncio.timeout(PATIENCE):
                await _put(opened, block, place)
            place += len(block)
        with suppress(asyncssh.SFTPOpUnsupported):
            async with asyncio.timeout(PATIENCE):
                await opened.fsync()


async def _put(opened: SFTPClientFile, block: bytes, place: int) -> None:
    try:
        await opened.write(block, place)
    except asyncssh.SFTPFailure as problem:
        if await refusals.has_no_room(opened, len(block)):
            raise refusals.full() from problem
        raise


async def _digest(sftp: SFTPClient, path: PurePosixPath) -> str:
    digest, place = hashlib.sha256(), 0
    try:
        async with _opened(sftp, path, "rb") as opened:
            while block := await _read(opened, place, BLOCK):
                digest.update(block)
                place += len(block)
    except asyncssh.SFTPPermissionDenied as problem:
        raise Stopped(_in_the_way()) from problem
    return digest.hexdigest()


async def _read(opened: SFTPClientFile, place: int, most: int) -> bytes:
    async with asyncio.timeout(PATIENCE):
        return cast("bytes", await opened.read(most, place))


async def _size(sftp: SFTPClient, path: PurePosixPath) -> int | None:
    try:
        async with asyncio.timeout(PATIENCE):
            return (await sftp.stat(str(path))).size
    except (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath):
        return None
    except asyncssh.SFTPPermissionDenied:
        return HIDDEN


async def _look(connection: Connection) -> None:
    async with _signed_in(connection) as sftp, asyncio.timeout(PATIENCE):
        if not await sftp.isdir(connection.place or "."):
            raise Stopped(_("There is no such folder on the server."))


@asynccontextmanager
async def _signed_in(connection: Connection) -> AsyncIterator[SFTPClient]:
    if not connection.host_key:
        raise Stopped(_("The key of the server has not been written down, so nothing is sent."))
    key = connection.secret.get("key")
    pinned = asyncssh.import_public_key(connection.host_key)
    try:
        async with asyncio.timeout(PATIENCE):
            line = await asyncssh.connect(
                connection.server,
                connection.port or PORT,
                username=connection.username,
                password=connection.secret.get("password"),
                client_keys=[asyncssh.import_private_key(key)] if key else None,
                known_hosts=([pinned], [], []),
                config=[],  # nothing of the machine's own ~/.ssh
                agent_path=None,
                keepalive_interval=PATIENCE,
            )
    except OSError as problem:
        raise _unreachable(problem) from problem
    except asyncssh.ConnectionLost:
        # Both sides hang up when they have no kind of key in common; whoever is first is heard.
        if await _has_another_key(connection, pinned):
            raise Stopped(_another_key()) from None
        raise
    try:
        async with asyncio.timeout(PATIENCE):
            sftp = await line.start_sftp_client()
        yield sftp
    except BaseException:
        line.abort()  # a server that does not answer does not say good-bye either
        raise
    line.close()
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            await line.wait_closed()


@asynccontextmanager
async def _opened(
    sftp: SFTPClient, path: PurePosixPath, mode: Literal["rb", "r+b", "wb"]
) -> AsyncIterator[SFTPClientFile]:
    """Closed when all went well; after a failure the line is cut, and the server closes it."""
    async with asyncio.timeout(PATIENCE):
        opened = await sftp.open(str(path), mode)
    yield opened
    async with asyncio.timeout(PATIENCE):
        await opened.close()


async def _has_another_key(connection: Connection, pinned: asyncssh.SSHKey) -> bool:
    """It answers, but not with a key of the kind that we know."""
    kinds = [kind.decode() for kind in pinned.sig_algorithms]
    with suppress(asyncssh.Error):
        return await _ask_for_key(connection, kinds) != pinned
    with suppress(asyncssh.Error):
        return await _ask_for_key(connection) is not None
    return False


async def _ask_for_key(
    connection: Connection, kinds: Sequence[str] = ()
) -> asyncssh.SSHKey | None:
    try:
        async with asyncio.timeout(PATIENCE):
            return await asyncssh.get_server_host_key(
                connection.server,
                connection.port or PORT,
                config=[],
                server_host_key_algs=kinds or (),
            )
    except OSError as problem:
        raise _unreachable(problem) from problem


def _unreachable(problem: OSError) -> Refusal:
    if isinstance(problem, TimeoutError):
        return Refusal(_too_late())
    return Refusal(_("The server cannot be reached."))


def _another_key() -> str:
    return _(
        "The server shows another key than the one we know. Nothing was sent. Ask the "
        "institution whether it has changed its key, by telephone."
    )


def _too_late() -> str:
    return _("The server did not answer within %d seconds.") % PATIENCE


@contextmanager
def _in_words() -> Iterator[None]:
    """What may happen on the way, as a sentence for the desk; a server's own words cut short."""
    try:
        yield
    except (asyncssh.HostKeyNotVerifiable, asyncssh.KeyExchangeFailed) as problem:
        raise Stopped(_another_key()) from problem
    except asyncssh.PermissionDenied as problem:
        raise Stopped(_("The server refuses our name, password or key.")) from problem
    except asyncssh.KeyImportError as problem:
        raise Stopped(_("A key of this connection cannot be read.")) from problem
    except asyncssh.SFTPError as problem:
        raise refusals.refused(problem) from problem
    except asyncssh.Error as problem:
        raise Refusal(_("The line to the server broke.")) from problem
    except TimeoutError as problem:
        raise Refusal(_too_late()) from problem
