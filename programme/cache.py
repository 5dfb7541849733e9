"""The cache in Redis. While Redis is away, each process uses a cache in its own memory."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis import RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)

# In seconds. After a failure Redis is not asked for a while, so that a page that needs it ten times waits once.
CONNECT_WITHIN = 0.5
ANSWER_WITHIN = 1
LEAVE_ALONE_FOR = 5


class DisposableCache(RedisCache):
    """A cache that uses memory while Redis is away. It tries twice: after a restart the first connection is stale."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._options: dict[str, Any] = {
            "socket_connect_timeout": CONNECT_WITHIN,
            "socket_timeout": ANSWER_WITHIN,
            "retry": Retry(NoBackoff(), 1),
            **params.get("OPTIONS", {}),
        }
        self._memory = LocMemCache("while Redis is away", {**params, "OPTIONS": {"MAX_ENTRIES": 10_000}})
        self._away_until = 0.0

    def _do(self, verb: Callable[..., Any], instead: Callable[..., Any], *arguments: Any) -> Any:
        if time.monotonic() < self._away_until:
            return instead(*arguments)
        try:
            return verb(*arguments)
        except (RedisError, OSError) as error:
            logger.warning("Redis is away and its cache is not used: %s", type(error).__name__)
            self._away_until = time.monotonic() + LEAVE_ALONE_FOR
            return instead(*arguments)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> Any:
        return self._do(super().add, self._memory.add, key, value, timeout, version)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._do(super().get, self._memory.get, key, default, version)

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._do(super().set, self._memory.set, key, value, timeout, version)

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> Any:
        return self._do(super().touch, self._memory.touch, key, timeout, version)

    def delete(self, key: Any, version: int | None = None) -> Any:
        return self._do(super().delete, self._memory.delete, key, version)

    def get_many(self, keys: Any, version: int | None = None) -> Any:
        return self._do(super().get_many, self._memory.get_many, list(keys), version)

    def has_key(self, key: Any, version: int | None = None) -> Any:
        return self._do(super().has_key, self._memory.has_key, key, version)

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> Any:
        return self._do(super().incr, self._memory.incr, key, delta, version)

    def set_many(self, data: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> Any:
        return self._do(super().set_many, self._memory.set_many, data, timeout, version)

    def delete_many(self, keys: Any, version: int | None = None) -> None:
        self._do(super().delete_many, self._memory.delete_many, list(keys), version)

    def clear(self) -> Any:
        return self._do(super().clear, self._memory.clear)
