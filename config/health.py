"""Is it alive, and is it ready to take people's words?"""

import shutil
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from redis.exceptions import RedisError

MINIMUM_FREE_BYTES = 200 * 1024 * 1024


def live(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("alive\n", content_type="text/plain")


def ready(_request: HttpRequest) -> JsonResponse:
    """200 when people can be served; `broker` away is a warning, since the rows are the queue."""
    found = {name: _works(check) for name, check in NEEDED.items()}
    found["broker"] = _works(_broker)
    is_ready = all(found[name] for name in NEEDED)
    return JsonResponse({"ready": is_ready, **found}, status=200 if is_ready else 503)


def _works(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (DatabaseError, RedisError, OSError):
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def _migrations() -> bool:
    executor = MigrationExecutor(connection)
    return not list(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _disk() -> bool:
    settings.HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
    return shutil.disk_usage(settings.HOME).free > MINIMUM_FREE_BYTES


def _broker() -> bool:
    cache.set("health", 1, 5)
    return bool(cache.get("health") == 1)


NEEDED: dict[str, Callable[[], bool]] = {
    "database": _database,
    "migrations": _migrations,
    "disk": _disk,
}
