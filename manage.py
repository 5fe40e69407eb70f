#!/usr/bin/env python
"""Django's command line, with the embedded database where no server is named."""

import os
import sys

from jps_portal import embedded, local_secrets


def main() -> None:
    """Run one management command; without DATABASE_URL the embedded server runs for it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jps_portal.settings")
    if "SECRET_KEY" not in os.environ:
        local_secrets.load()
    from django.core.management import execute_from_command_line

    if "DATABASE_URL" in os.environ:
        execute_from_command_line(sys.argv)
        return
    with embedded.running(embedded.data_dir()) as url:
        os.environ["DATABASE_URL"] = url
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
