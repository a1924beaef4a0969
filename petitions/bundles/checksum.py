"""CRC-32, as zip files have it: that of a whole from those of its parts, without reading them.

As zlib does it (crc32_combine, which Python does not offer): what comes before moves on by a power
of x for each bit that follows, in the arithmetic of polynomials over two elements.
"""

from functools import cache

POLYNOMIAL = 0xEDB88320  # reflected: the highest bit is the coefficient of x⁰
ONE = 1 << 31


def joined(first: int, second: int, size: int) -> int:
    """The CRC-32 of two parts one after the other; `size` is the number of bytes of the second."""
    return _product(_shift(size), first) ^ second


@cache
def _shift(size: int) -> int:
    """x to the power of as many bits as `size` bytes have."""
    power, square = ONE, ONE >> 8
    while size:
        if size & 1:
            power = _product(power, square)
        square = _product(square, square)
        size >>= 1
    return power


def _product(one: int, other: int) -> int:
    found, bit = 0, ONE
    while bit:
        if one & bit:
            found ^= other
        other = other >> 1 ^ POLYNOMIAL if other & 1 else other >> 1
        bit >>= 1
    return found
