#!/usr/bin/env python3
"""The command line of the archive: ``python manage.py help`` lists what it can do."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dometracker.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, OperationalError) as error:
        # A wrong setting or a database out of reach is no fault of the program: a sentence will do.
        sys.exit(f"{sys.argv[0]}: {error}".rstrip())


if __name__ == "__main__":
    main()
