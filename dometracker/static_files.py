"""Static files by WhiteNoise, without the list of them that the program keeps beside them."""

from typing import Any

from whitenoise.middleware import WhiteNoiseMiddleware

# Of Django's storage: the name of each file with its hash.
_LIST = "staticfiles.json"


class StaticFilesMiddleware(WhiteNoiseMiddleware):
    def add_file_to_dictionary(self, url: str, path: str, stat_cache: Any = None) -> None:
        if not url.endswith(f"/{_LIST}"):
            super().add_file_to_dictionary(url, path, stat_cache=stat_cache)
