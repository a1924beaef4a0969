"""Refuse to start half configured: each check says what is missing and what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from ipaddress import ip_network
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import ERROR, CheckMessage, Error, Tags, Warning, register, run_checks
from django.core.checks.security.base import SECRET_KEY_MIN_LENGTH
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from config.settings import files
from config.settings.reading import MALFORMED
from petitions.signing.eid import providers
from testimonies.letters import verp

CONFIGURATION = "configuration"
KEY_BYTES = 32
POSTGRESQL_15 = 150_000
REMINDERS = 3
#: As `petitions.bundles.archive` finds them in a timestamp.
ALGORITHM = re.compile(r"sha(1|224|256|384|512)|rsa[0-9]+|ecdsa[0-9]+")


def _are_networks(words: list[str]) -> bool:
    try:
        return bool([ip_network(word, strict=False) for word in words])
    except ValueError:
        return False


#: What a real installation cannot do without: id, setting, is it there, and how to get it.
NEEDED: list[tuple[str, str, Callable[[], bool], str]] = [
    (
        "atmintis.E001",
        "SECRET_KEY",
        lambda: len(settings.SECRET_KEY) >= SECRET_KEY_MIN_LENGTH,
        "at least 50 random characters",
    ),
    (
        "atmintis.E002",
        "DATA_KEYS",
        lambda: (
            bool(settings.DATA_KEYS)
            and all(len(key) == KEY_BYTES for key in settings.DATA_KEYS.values())
        ),
        "id:base64 of 32 random bytes; several separated by commas, the first encrypts",
    ),
    (
        "atmintis.E003",
        "INDEX_KEY",
        lambda: len(settings.INDEX_KEY) == KEY_BYTES,
        "base64 of 32 random bytes",
    ),
    (
        "atmintis.E004",
        "RECEIPT_KEY",
        lambda: len(settings.RECEIPT_KEY) == KEY_BYTES,
        "base64 of 32 random bytes",
    ),
    (
        "atmintis.E005",
        "CHECKPOINT_KEY",
        lambda: (
            bool(settings.CHECKPOINT_KEYS)
            and all(len(key) == KEY_BYTES for key in settings.CHECKPOINT_KEYS)
        ),
        "base64 of 32 random bytes; while it changes, the new one, a comma and the old one",
    ),
    ("atmintis.E006", "ALLOWED_HOSTS", lambda: bool(settings.ALLOWED_HOSTS), "the site's names"),
    (
        "atmintis.E007",
        "SITE_URL",
        lambda: settings.SITE_URL.startswith("https://") or settings.LOCAL,
        "https:// and the site's name",
    ),
    (
        "atmintis.E024",
        "TRUSTED_PROXIES",
        lambda: settings.LOCAL or _are_networks(settings.TRUSTED_PROXIES),
        "the networks of your own proxies, such as 127.0.0.1/32; only they may say that somebody"
        " came by TLS, and without them each page leads to itself for ever",
    ),
    ("atmintis.E008", "REDIS_URL", lambda: bool(settings.REDIS_URL), "redis://host:6379/0"),
    (
        "atmintis.E009",
        "DEFAULT_FROM_EMAIL",
        lambda: "@" in settings.DEFAULT_FROM_EMAIL,
        "the address that letters come from",
    ),
    (
        "atmintis.E010",
        "EMAIL_URL",
        lambda: settings.LOCAL or "console" not in settings.EMAIL_BACKEND,
        "smtp+tls://user:password@host:587",
    ),
    (
        "atmintis.E011",
        "ESCROW_KEY",
        lambda: settings.ESCROW_KEY.startswith("age1"),
        "the association's own age recipient: what is encrypted can be opened by it too",
    ),
    (
        "atmintis.E012",
        "HELP_PHONE",
        lambda: bool(settings.HELP_PHONE),
        "the telephone number that stands on every page",
    ),
    (
        "atmintis.E015",
        "HELP_EMAIL",
        lambda: "@" in settings.HELP_EMAIL,
        "the address that people write to, also about weaknesses",
    ),
]


def _settings_are_complete(
    app_configs: Sequence[AppConfig] | None, **_kwargs: Any
) -> list[CheckMessage]:
    missing: list[CheckMessage] = [
        Error(
            f"{name} is missing or malformed.",
            hint=f"Set {name} (or {name}_FILE): {hint}.",
            id=id_,
        )
        for id_, name, is_there, hint in NEEDED
        if not is_there()
    ]
    return [
        *missing,
        *_past_keys(),
        *_seal(),
        *_providers(),
        *_bounces(),
        *_reminders(),
        *_mailboxes(),
        *_algorithms(),
        *_files(),
    ]


def _past_keys() -> list[CheckMessage]:
    if all(len(key) == KEY_BYTES for key in settings.PAST_CHECKPOINT_KEYS):
        return []
    hint = "Lines like public:base64, as “manage.py ledger keys” prints them, with commas between."
    return [Error("PAST_CHECKPOINT_KEYS is malformed.", hint=hint, id="atmintis.E018")]


def _seal() -> list[CheckMessage]:
    if settings.SEAL_PKCS11_MODULE is not None:
        return _device()
    if settings.SEAL_P12 is None:
        hint = (
            "Set SEAL_P12 and SEAL_P12_PASSWORD, or SEAL_PKCS11_MODULE for a device;"
            " until then no bundle can be sealed."
        )
        return (
            []
            if settings.LOCAL
            else [Error("SEAL_P12 is missing.", hint=hint, id="atmintis.E013")]
        )
    if not settings.SEAL_P12.is_file() and not settings.LOCAL:
        return [Error("SEAL_P12 names no file.", hint="Check the path.", id="atmintis.E014")]
    return _timestamps()


def _device() -> list[CheckMessage]:
    needed = ("SEAL_CHAIN", "SEAL_PKCS11_TOKEN", "SEAL_PKCS11_KEY", "SEAL_PKCS11_PIN")
    hint = "A seal on a device needs it: docs/operations.md, “Seals and bundles”."
    missing: list[CheckMessage] = [
        Error(f"{name} is missing.", hint=hint, id="atmintis.E019")
        for name in needed
        if not getattr(settings, name)
    ]
    return missing + _timestamps()


def _timestamps() -> list[CheckMessage]:
    if not settings.TSA_URL and not settings.LOCAL:
        hint = "Without it seals are level B, which DigiDoc calls not yet valid. Set TSA_URL."
        return [Warning("TSA_URL is missing.", hint=hint, id="atmintis.W001")]
    return []


def _providers() -> list[CheckMessage]:
    try:
        providers.configured()
    except providers.Malformed as problem:
        hint = "A JSON list of objects: docs/decisions/0066 shows one. Empty for none."
        return [Error(f"OIDC_PROVIDERS: {problem}", hint=hint, id="atmintis.E016")]
    return []


def _bounces() -> list[CheckMessage]:
    if not settings.BOUNCE_ADDRESS or verp.is_usable(settings.BOUNCE_ADDRESS):
        return []
    hint = f"Like bounces@example.org, with at most {verp.LONGEST_NAME} signs before the @."
    return [Error("BOUNCE_ADDRESS is malformed.", hint=hint, id="atmintis.E017")]


def _reminders() -> list[CheckMessage]:
    days = settings.REMINDER_DAYS
    if len(days) == REMINDERS and days[0] > 0 and sorted({*days}) == days:
        return []
    hint = "Three growing numbers of days, such as “14 30 44”."
    return [Error("REMINDER_DAYS is malformed.", hint=hint, id="atmintis.E022")]


def _mailboxes() -> list[CheckMessage]:
    if settings.SIGNERS_PER_MAILBOX > 0:
        return []
    hint = "How many people may sign from one mailbox, such as “5”."
    return [Error("SIGNERS_PER_MAILBOX is malformed.", hint=hint, id="atmintis.E025")]


def _algorithms() -> list[CheckMessage]:
    ends = settings.ALGORITHMS_END
    if all(ALGORITHM.fullmatch(name) and day != MALFORMED for name, day in ends.items()):
        return []
    hint = "Names with the last day of each, such as “rsa2048=2028-12-31,sha256=2035-12-31”."
    return [Error("ALGORITHMS_END is malformed.", hint=hint, id="atmintis.E026")]


def _files() -> list[CheckMessage]:
    told = (settings.FILES_URL, settings.FILES_KEY_ID, settings.FILES_SECRET)
    if hint := files.problem(*told, may_be_open=settings.LOCAL):
        return [Error("FILES_URL is malformed.", hint=hint, id="atmintis.E023")]
    return []


def _database_is_postgresql(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    if connection.vendor != "postgresql":
        hint = "Set DATABASE_URL to postgres://…; there is no other engine."
        return [Error("The database is not PostgreSQL.", hint=hint, id="atmintis.E020")]
    if databases and connection.pg_version < POSTGRESQL_15:  # type: ignore[attr-defined]
        return [Error("PostgreSQL is older than 15.", id="atmintis.E021")]
    return []


def install() -> None:
    register(_settings_are_complete, CONFIGURATION)
    register(_database_is_postgresql, Tags.database)


def refuse_half_configured() -> None:
    """For web server, workers and beat, which no check stops. Raises `ImproperlyConfigured`."""
    missing = [message for message in run_checks(tags=[CONFIGURATION]) if message.level >= ERROR]
    if missing:
        raise ImproperlyConfigured("\n".join(f"{m.msg} {m.hint or ''}" for m in missing))
