"""Runs a module of the bench with Django set up, before which no model can be imported.

DOMETRACKER_HOME=… DJANGO_SETTINGS_MODULE=bench.settings python -m bench.child MODULE …
"""

import runpy
import sys

import django

if __name__ == "__main__":
    django.setup()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__")
