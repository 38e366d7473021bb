"""The caches with which answers are kept in a test, as they are outside of the tests."""

MEMORY = {
    "default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
    "answers": {
        "BACKEND": "dometracker.memory_cache.MemoryCache",
        "OPTIONS": {"BYTES": 20_000_000},
    },
}
