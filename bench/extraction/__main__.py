"""``python -m bench.extraction FOLDER``: sets Django up, before which no model can be imported.

The extraction reads no database, but its vocabulary is that of the models.
"""

import os
from importlib import import_module

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dometracker.settings")
    django.setup()
    import_module("bench.extraction.run").main()
