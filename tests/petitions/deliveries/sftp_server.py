"""A real SFTP server that can be told to misbehave."""

from __future__ import annotations

import asyncio
import errno
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncssh

USER, PASSWORD = "atmintis", "let us in"


class Institution:
    """The server's own state: how much was written, who knocked, and what is wrong today."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.host_key = asyncssh.generate_private_key("ssh-ed25519")
        self.allowed_key = asyncssh.generate_private_key("ssh-ed25519")
        self.port = 0
        self.passwords: list[str] = []
        self.written = 0
        self.room: int | None = None  # bytes until the disk is full
        self.is_terse = False  # as OpenSSH, which says no more than that it failed
        self.cut_after: int | None = None  # bytes until the line breaks
        self.is_for_writing_only = False
        self.stalls_after: int | None = None  # bytes until nothing is answered any more
        self.connections: list[asyncssh.SSHServerConnection] = []

    @property
    def pinned(self) -> str:
        return self.host_key.export_public_key().decode().strip()

    def names(self) -> list[str]:
        return sorted(path.name for path in self.root.iterdir())


class Door(asyncssh.SSHServer):
    def __init__(self, institution: Institution) -> None:
        self.institution = institution

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self.institution.connections.append(conn)

    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        self.institution.passwords.append(password)
        return (username, password) == (USER, PASSWORD)

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        known = self.institution.allowed_key.convert_to_public()
        return username == USER and key == known


class Folder(asyncssh.SFTPServer):
    def __init__(self, chan: Any, institution: Institution) -> None:
        super().__init__(chan, chroot=str(institution.root).encode())
        self.institution = institution

    def stat(self, path: bytes) -> Any:
        self._may_look(path)
        return super().stat(path)

    def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> Any:
        if pflags & asyncssh.FXF_READ:
            self._may_look(path)
        return super().open(path, pflags, attrs)

    def _may_look(self, path: bytes) -> None:
        if self.institution.is_for_writing_only and path not in {b"", b".", b"/"}:
            raise asyncssh.SFTPPermissionDenied("for writing only")

    async def write(self, file_obj: object, offset: int, data: bytes) -> int:
        told = self.institution
        if told.stalls_after is not None and told.written + len(data) > told.stalls_after:
            await self._stall(file_obj, offset, data[: told.stalls_after - told.written])
        if told.room is not None and told.written + len(data) > told.room:
            if told.is_terse:
                raise asyncssh.SFTPFailure("Failure")
            raise OSError(errno.ENOSPC, "No space left on device")
        if told.cut_after is not None and told.written + len(data) > told.cut_after:
            told.cut_after = None
            for connection in told.connections:
                connection.abort()
            return 0
        told.written += len(data)
        result: Any = super().write(file_obj, offset, data)
        return int(result)

    def fstatvfs(self, file_obj: object) -> Any:
        room = self.institution.room
        if room is None:
            return super().fstatvfs(file_obj)
        return asyncssh.SFTPVFSAttrs(frsize=1, bavail=room - self.institution.written)

    async def _stall(self, file_obj: object, offset: int, beginning: bytes) -> None:
        """Keep a part of it, and say nothing until the other side is gone."""
        super().write(file_obj, offset, beginning)
        self.institution.written += len(beginning)
        while self.institution.stalls_after is not None:
            await asyncio.sleep(0.05)
        raise asyncssh.SFTPFailure("too late")


@contextmanager
def running(root: Path) -> Iterator[Institution]:
    root.mkdir(parents=True, exist_ok=True)
    institution = Institution(root)
    with listening(institution):
        yield institution


@contextmanager
def listening(institution: Institution) -> Iterator[None]:
    """On the same port as before, where it has had one."""
    loop = asyncio.new_event_loop()
    started, stop = threading.Event(), asyncio.Event()
    serving = _serve(institution, started, stop)
    thread = threading.Thread(target=lambda: loop.run_until_complete(serving), daemon=True)
    thread.start()
    assert started.wait(10)
    try:
        yield
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()


async def _serve(institution: Institution, started: threading.Event, stop: asyncio.Event) -> None:
    server = await asyncssh.listen(
        "127.0.0.1",
        institution.port,
        server_host_keys=[institution.host_key],
        server_factory=lambda: Door(institution),
        sftp_factory=lambda chan: Folder(chan, institution),
    )
    institution.port = server.get_port()
    started.set()
    await stop.wait()
    for connection in institution.connections:
        connection.abort()
    server.close()
    await server.wait_closed()
    institution.stalls_after = None
    if left := asyncio.all_tasks() - {asyncio.current_task()}:
        await asyncio.wait(left, timeout=2)  # they close the files of lines that were cut
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
