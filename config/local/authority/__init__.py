"""A certification authority, timestamps and OCSP for one machine. Everything it makes says TEST.

The certificates carry no address of the OCSP responder, so that each start may take any free
port; ``TSA_URL`` and ``OCSP_URL`` tell the running instance where the services are.
"""

import fcntl
import secrets
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.local import keys
from config.local.authority import pki, trusted_list
from config.local.processes import Child


@dataclass(frozen=True)
class Authority:
    tsa_url: str
    ocsp_url: str
    seal_p12: Path
    password: str
    trust_store: Path

    def p12(self, name: str) -> Path:
        """One of `pki.SIGNERS`; the password is the same."""
        return self.seal_p12.with_name(f"{name}.p12")

    def stamps(self, name: str) -> str:
        """The address of one of `pki.STAMPS`."""
        return self.tsa_url.removesuffix("tsa") + name

    def environment(self) -> dict[str, str]:
        return {
            "TSA_URL": self.tsa_url,
            "OCSP_URL": self.ocsp_url,
            "SEAL_P12": str(self.seal_p12),
            "SEAL_P12_PASSWORD": self.password,
            "TRUST_STORE": str(self.trust_store),
        }


def make(home: Path) -> Path:
    """Make keys, certificates, P12 files and the trusted list unless they are there already.

    An authority that an older version made gets what it lacks.
    """
    folder = keys.private_folder(home / "keys") / "authority"
    with (folder.parent / ".authority.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            draft = keys.private_folder(folder.with_name(f".authority.{secrets.token_hex(4)}"))
            try:
                _fill(draft, keys.seal_password(home))
                draft.rename(folder)
            finally:
                shutil.rmtree(draft, ignore_errors=True)
        elif not pki.is_complete(folder):
            _add_signers(folder, keys.seal_password(home))
    return folder


@contextmanager
def running_authority(home: Path) -> Iterator[Authority]:
    """Serve timestamps and OCSP answers on a free loopback port until the block ends."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        authority = describe(home, listening)
        child = start(home, listening)
        try:
            yield authority
        finally:
            child.stop()


def describe(home: Path, listening: socket.socket) -> Authority:
    folder = make(home)
    address = f"http://127.0.0.1:{listening.getsockname()[1]}/test"
    return Authority(
        tsa_url=f"{address}/tsa/tsa",
        ocsp_url=f"{address}/ocsp/issuing",
        seal_p12=folder / "seal.p12",
        password=keys.seal_password(home),
        trust_store=folder / "trust",
    )


def start(home: Path, listening: socket.socket) -> Child:
    """The socket is the parent's: callers wait in its queue until the service has started."""
    command = [sys.executable, "-m", "config.local.authority.serve"]
    return Child(
        "authority",
        [*command, str(make(home)), str(listening.fileno())],
        log=keys.private_folder(home / "run") / "authority.log",
        pass_fds=(listening.fileno(),),
    ).start()


def _fill(folder: Path, password: str) -> None:
    _add_signers(folder, password)
    trusted_list.write(folder)


def _add_signers(folder: Path, password: str) -> None:
    pki.make_keys(folder)
    pki.write_certificates(folder)
    for name in pki.SIGNERS:
        pki.write_p12(folder, name, password)
