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
        sealed = bytearray(len(plain) + AROUND)
        self.seal_into(memoryview(sealed), plain, number)
        return bytes(sealed)

    def seal_into(self, target: memoryview, plain: bytes | memoryview, number: int) -> int:
        """How many bytes of `target` it took."""
        target[:NONCE] = nonce = os.urandom(NONCE)
        end = len(plain) + AROUND
        self._key.encrypt_into(nonce, plain, self._bound(number), target[NONCE:end])
        return end

    def open_into(self, target: memoryview, sealed: memoryview, number: int) -> int:
        """How many bytes of `target` it took. Raises `Damaged`."""
        nonce, rest = bytes(sealed[:NONCE]), sealed[NONCE:]
        size = max(0, len(sealed) - AROUND)
        try:
            self._key.decrypt_into(nonce, rest, self._bound(number), target[:size])
        except (InvalidTag, ValueError) as error:
            raise Damaged(f"block {number}") from error
        return size

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
        self._at, self._number = 0, -1
        self._block, self._filled = memoryview(bytearray(BLOCK)), 0
        self._sealed = memoryview(bytearray(BLOCK + AROUND))

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
            self._number = -1  # until it is whole
            self._filled = self._open(number)
            self._number = number
        part = self._block[within : min(within + len(target), self._filled)]
        target[: len(part)] = part
        self._at += len(part)
        return len(part)

    def _open(self, number: int) -> int:
        self._file.seek(self._cipher.place(number))
        sealed = self._sealed[: _read(self._file, self._sealed)]
        return self._cipher.open_into(self._block, sealed, number)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


def _read(file: IO[bytes], target: memoryview) -> int:
    """As much as there is: a file without a buffer may give less at once."""
    there = 0
    while there < len(target) and (more := file.readinto(target[there:])):  # type: ignore[attr-defined]
        there += more
    return there


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

    Nothing is durable before `flush`. Raises `Damaged` when less than `size` is there, or when the
    block to go on with was torn.
    """

    def __init__(self, file: IO[bytes], cipher: Cipher, *, size: int = 0) -> None:
        self._file, self._cipher = file, cipher
        self._number, self._filled = divmod(size, BLOCK)
        #: Of one block each, for all blocks: to have new memory for each takes longer than AES.
        self._waiting = memoryview(bytearray(BLOCK))
        self._sealed = memoryview(bytearray(BLOCK + AROUND))
        if file.seek(0, os.SEEK_END) < cipher.size_on_disk(size) and size:
            raise Damaged("shorter than it was")
        file.seek(cipher.place(self._number))
        if self._filled:
            sealed = self._sealed[: self._filled + AROUND]
            cipher.open_into(self._waiting, sealed[: _read(file, sealed)], self._number)
        elif self._number == 0:
            self._write(0, memoryview(cipher.head))
        self._start = self._number, bytes(self._waiting[: self._filled])

    def write(self, content: bytes) -> None:
        left = memoryview(content)
        while left:
            part = left[: BLOCK - self._filled]
            self._waiting[self._filled : self._filled + len(part)] = part
            self._filled += len(part)
            left = left[len(part) :]
            if self._filled == BLOCK:
                self._put()
                self._number, self._filled = self._number + 1, 0

    def flush(self) -> None:
        """Everything so far is on the disk, the last block as short as it is."""
        if self._filled:
            self._put()
        self._file.flush()
        self._file.truncate(self._cipher.place(self._number) + self._rest())
        os.fsync(self._file.fileno())
        self._start = self._number, bytes(self._waiting[: self._filled])

    def go_back(self) -> None:
        """As if nothing had been written since the beginning, or the last `flush`."""
        self._number, waiting = self._start
        self._filled = len(waiting)
        self._waiting[: self._filled] = waiting
        self.flush()

    def _put(self) -> None:
        plain = self._waiting[: self._filled]
        end = self._cipher.seal_into(self._sealed, plain, self._number)
        self._write(self._cipher.place(self._number), self._sealed[:end])

    def _write(self, place: int, left: memoryview) -> None:
        """All of it: a file without a buffer may take less at once."""
        self._file.seek(place)
        while left:
            left = left[self._file.write(left) :]

    def _rest(self) -> int:
        return self._filled + AROUND if self._filled else 0
