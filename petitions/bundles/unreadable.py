"""What the libraries raise over structures of strangers that are broken, or made to break them."""

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

ERRORS: tuple[type[Exception], ...] = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    StopIteration,
    InvalidSignature,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
)
