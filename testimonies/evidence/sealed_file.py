"""How a file of evidence lies on disk: encrypted in blocks, so that any part of it opens alone.

A head (``ATF1``, a random uuid of 16 bytes, the length of the sealed key as two bytes, the key of
this file sealed by the vault), then blocks of 1 MiB, the last one shorter, each as nonce
(12 bytes), ciphertext and tag (16 bytes), bound to uuid and number of the block. Whoever cuts
whole blocks off is found out by the digest in the row.
"""

from __future__ import annotations

import io
import os
from typing import IO, Any
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from testimonies.privacy import vault

MAGIC = b"ATF1"
BLOCK = 1024 * 1024
NONCE = 12
AROUND = NONCE + 16
PLACE = "evidence.file"


class Damaged(OSError):
    """A block does not open: it was torn, altered, or belongs elsewhere."""


class Cipher:
    """The key of one file, and where its blocks lie."""

    def __init__(self, key: bytes, uuid: UUID, head: bytes) -> None:
        self._key, self.uuid, self.head = AESGCM(key), uuid, head

    @classmethod
    def new(cls) -> Cipher:
        key, uuid = AESGCM.generate_key(256), uuid4()
        sealed = vault.seal_bytes(key, place=PLACE, row=uuid)
        return cls(key, uuid, _head(uuid, sealed))

    @classmethod
    def of(cls, file: IO[bytes]) -> Cipher | None:
        """From the head of a file; none when it lies as it came, from before there was this."""
        file.seek(0)
        start = file.read(len(MAGIC) + 18)
        if not start.startswith(MAGIC):
            return None
        sealed = file.read(int.from_bytes(start[-2:], "big"))
        uuid = UUID(bytes=start[len(MAGIC) : -2])
        key = vault.open_bytes(sealed, place=PLACE, row=uuid)
        return cls(key, uuid, start + sealed)

    @property
    def is_older(self) -> bool:
        """Whether the vault encrypts under another key by now."""
        return not self._sealed_key.startswith(vault.current())

    def renewed_head(self) -> bytes:
        """The head with the key of this file under the vault's first one."""
        key = vault.open_bytes(self._sealed_key, place=PLACE, row=self.uuid)
        return _head(self.uuid, vault.seal_bytes(key, place=PLACE, row=self.uuid))

    @property
    def _sealed_key(self) -> bytes:
        return self.head[len(MAGIC) + 18 :]

    def seal(self, plain: bytes | memoryview, number: int) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + self._key.encrypt(nonce, plain, self._bound(number))

    def open(self, sealed: bytes, number: int) -> bytes:
        try:
            return self._key.decrypt(sealed[:NONCE], sealed[NONCE:], self._bound(number))
        except (InvalidTag, ValueError) as error:
            raise Damaged(f"block {number}") from error

    def place(self, number: int) -> int:
        """Where a block begins on disk."""
        return len(self.head) + number * (BLOCK + AROUND)

    def size_on_disk(self, size: int) -> int:
        whole, rest = divmod(size, BLOCK)
        return self.place(whole) + (rest + AROUND if rest else 0)

    def size_inside(self, on_disk: int) -> int:
        whole, rest = divmod(max(0, on_disk - len(self.head)), BLOCK + AROUND)
        return whole * BLOCK + max(0, rest - AROUND)

    def _bound(self, number: int) -> bytes:
        return self.uuid.bytes + number.to_bytes(8, "big")


def _head(uuid: UUID, sealed_key: bytes) -> bytes:
    return MAGIC + uuid.bytes + len(sealed_key).to_bytes(2, "big") + sealed_key


class Opened(io.RawIOBase):
    """What is inside, to be read from anywhere. Closes the file below it."""

    def __init__(self, file: IO[bytes], cipher: Cipher) -> None:
        self._file, self._cipher = file, cipher
        self.size = cipher.size_inside(file.seek(0, os.SEEK_END))
        self._at, self._number, self._block = 0, -1, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, target: Any) -> int:
        number, within = divmod(self._at, BLOCK)
        if self._at >= self.size:
            return 0
        if number != self._number:
            self._file.seek(self._cipher.place(number))
            self._block = self._cipher.open(self._file.read(BLOCK + AROUND), number)
            self._number = number
        part = memoryview(self._block)[within : within + len(target)]
        target[: len(part)] = part
        self._at += len(part)
        return len(part)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


def opened(file: IO[bytes]) -> IO[bytes]:
    """A stored file as it came, however it lies on disk."""
    try:
        cipher = Cipher.of(file)
    except BaseException:
        file.close()
        raise
    if cipher is None:
        file.seek(0)
        return file
    return io.BufferedReader(Opened(file, cipher), BLOCK)


class Writer:
    """Adds to a file, beginning at `size` bytes inside it; what lay beyond is overwritten.

    Nothing is durable before `flush`. Raises `Damaged` when the block to go on with was torn.
    """

    def __init__(self, file: IO[bytes], cipher: Cipher, *, size: int = 0) -> None:
        self._file, self._cipher = file, cipher
        self._number, rest = divmod(size, BLOCK)
        self._waiting = bytearray()
        file.seek(cipher.place(self._number))
        if rest:
            self._waiting += cipher.open(file.read(rest + AROUND), self._number)
        elif self._number == 0:
            self._write(0, cipher.head)
        self._start = self._number, bytes(self._waiting)

    def write(self, content: bytes) -> None:
        self._waiting += content
        while len(self._waiting) >= BLOCK:
            with memoryview(self._waiting) as waiting:
                self._put(waiting[:BLOCK])
            del self._waiting[:BLOCK]
            self._number += 1

    def flush(self) -> None:
        """Everything so far is on the disk, the last block as short as it is."""
        if self._waiting:
            self._put(self._waiting)
        self._file.flush()
        self._file.truncate(self._cipher.place(self._number) + self._rest())
        os.fsync(self._file.fileno())

    def go_back(self) -> None:
        """As if nothing had been written since the beginning, or the last `flush`."""
        number, waiting = self._start
        self._number, self._waiting = number, bytearray(waiting)
        self.flush()

    def _put(self, plain: Any) -> None:
        place = self._cipher.place(self._number)
        self._write(place, self._cipher.seal(plain, self._number))

    def _write(self, place: int, content: bytes) -> None:
        """All of it: a file without a buffer may take less at once."""
        self._file.seek(place)
        left = memoryview(content)
        while left:
            left = left[self._file.write(left) :]

    def _rest(self) -> int:
        return len(self._waiting) + AROUND if self._waiting else 0
