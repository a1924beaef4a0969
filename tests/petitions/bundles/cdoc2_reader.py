"""Opening CDOC2 for tests, apart from the library that writes it: header, keys and content.

After the specification of CDOC2 (flatbuffers header; ECDH on P-384, or RSA-OAEP).
"""

import hashlib
import hmac
import io
import struct
import tarfile
import zlib
from collections.abc import Iterator

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
MAC = 32
NONCE = 12
CURVE, RSA = 1, 2  # kinds of capsules
OAEP = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)


def opened(data: bytes, key: PrivateKey) -> dict[str, bytes]:
    """The files inside; raises LookupError when it is not encrypted to this key."""
    assert data[:5] == b"CDOC\x02"
    (size,) = struct.unpack(">I", data[5:9])
    header, rest = data[9 : 9 + size], data[9 + size :]
    mac, body = rest[:MAC], rest[MAC:]
    file_key = next(_file_keys(header, key), None)
    if file_key is None:
        raise LookupError("not for this key")
    own = hmac.new(_expand(file_key, b"CDOC20hmac"), header, hashlib.sha256).digest()
    assert hmac.compare_digest(own, mac)
    cipher = ChaCha20Poly1305(_expand(file_key, b"CDOC20cek"))
    packed = cipher.decrypt(body[:NONCE], body[NONCE:], b"CDOC20payload" + header + mac)
    with tarfile.open(fileobj=io.BytesIO(zlib.decompress(packed))) as archive:
        found = ((member.name, archive.extractfile(member)) for member in archive)
        return {name: content.read() for name, content in found if content}


def _file_keys(header: bytes, key: PrivateKey) -> Iterator[bytes]:
    for recipient in _tables(header, _field(header, _table(header, 0), 0)):
        kind = header[_field(header, recipient, 0)]
        capsule = _table(header, _field(header, recipient, 1))
        hidden = _bytes(header, _field(header, recipient, 3))
        if isinstance(key, rsa.RSAPrivateKey) and kind == RSA:
            wrapping = key.decrypt(_bytes(header, _field(header, capsule, 1)), OAEP)
        elif isinstance(key, ec.EllipticCurvePrivateKey) and kind == CURVE:
            own, sender = (_bytes(header, _field(header, capsule, number)) for number in (1, 2))
            if own != _point(key):
                continue
            wrapping = _agreed(key, own, sender)
        else:
            continue
        yield bytes(a ^ b for a, b in zip(hidden, wrapping, strict=True))


def _agreed(key: ec.EllipticCurvePrivateKey, own: bytes, sender: bytes) -> bytes:
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP384R1(), sender)
    shared = key.exchange(ec.ECDH(), theirs)
    first = hmac.new(b"CDOC20kekpremaster", shared, hashlib.sha256).digest()
    return _expand(first, b"CDOC20kekXOR" + own + sender)


def _point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _expand(key: bytes, about: bytes) -> bytes:
    return HKDFExpand(hashes.SHA256(), 32, about).derive(key)


def _table(data: bytes, at: int) -> int:
    return at + int(struct.unpack_from("<I", data, at)[0])


def _field(data: bytes, table: int, number: int) -> int:
    directory = table - int(struct.unpack_from("<i", data, table)[0])
    return table + int(struct.unpack_from("<H", data, directory + 4 + 2 * number)[0])


def _bytes(data: bytes, at: int) -> bytes:
    start = _table(data, at)
    (size,) = struct.unpack_from("<I", data, start)
    return data[start + 4 : start + 4 + size]


def _tables(data: bytes, at: int) -> list[int]:
    start = _table(data, at)
    (size,) = struct.unpack_from("<I", data, start)
    return [_table(data, start + 4 + 4 * number) for number in range(size)]
