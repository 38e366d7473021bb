"""A cache in the memory of the process, bounded in bytes."""

from threading import Lock
from typing import Any

from cachetools import LRUCache
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache


class MemoryCache(BaseCache):
    """Django's cache interface over a least-recently-used mapping of ``OPTIONS["BYTES"]`` bytes.

    Values are kept as they are and not copied, so they have to be immutable; each has to say by
    ``len()`` how many bytes it is, and one that is larger than the whole is not kept. Nothing
    expires: what is asked for no more makes room for what is.
    """

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        size = params.get("OPTIONS", {})["BYTES"]
        self._kept: LRUCache[str, Any] = LRUCache(size, getsizeof=len)
        self._lock = Lock()

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        with self._lock:
            return self._kept.get(self.make_key(key, version), default)

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        with self._lock:
            if len(value) <= self._kept.maxsize:
                self._kept[self.make_key(key, version)] = value

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        if self.has_key(key, version):
            return False
        self.set(key, value, timeout, version)
        return True

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self.has_key(key, version)

    def delete(self, key: str, version: int | None = None) -> bool:
        with self._lock:
            return self._kept.pop(self.make_key(key, version), None) is not None

    def has_key(self, key: str, version: int | None = None) -> bool:
        with self._lock:
            return self.make_key(key, version) in self._kept

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()

    @property
    def bytes_kept(self) -> int:
        """How many bytes all values together are."""
        return int(self._kept.currsize)
