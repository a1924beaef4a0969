"""Redis as a cache that may be away: then nothing is remembered, and nobody is turned away."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


class ForgivingRedisCache(RedisCache):
    """SECURITY: while Redis is away, limits do not count and a code of the second factor could
    be shown twice within its half minute. Staff who cannot sign in at all would be worse.
    """

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return bool(_or_else(True, super().add, *args, **kwargs))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return _or_else(default, super().get, key, default, version)

    def set(self, *args: Any, **kwargs: Any) -> None:
        _or_else(None, super().set, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return bool(_or_else(False, super().touch, *args, **kwargs))

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return bool(_or_else(False, super().delete, *args, **kwargs))

    def incr(self, *args: Any, **kwargs: Any) -> int:
        return int(_or_else(1, super().incr, *args, **kwargs))

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return bool(_or_else(False, super().has_key, *args, **kwargs))


def _or_else(otherwise: Any, act: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    try:
        return act(*args, **kwargs)
    except (RedisError, OSError) as error:
        log.warning("Redis is away: %s", type(error).__name__)
        return otherwise
