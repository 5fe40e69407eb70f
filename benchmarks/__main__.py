"""Run the benchmarks: `python -m benchmarks [--only NAME …] [--size PEOPLE]`."""

import argparse
import importlib
import os
import sys
from pathlib import Path

from jps_portal import embedded, local_secrets

ALL = (
    "weight",
    "areas",
    "publish",
    "pages",
    "search",
    "harvest",
    "imports",
    "rules",
    "complaints",
    "campaign",
    "cycle",
    "duplicates",
)
DIRECTORY = embedded.BASE_DIR / ".data" / "bench"


def arguments() -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", nargs="*", choices=ALL, default=ALL)
    parser.add_argument("--size", type=int, default=200_000, help="people in the register")
    return parser.parse_args()


def prepare() -> None:
    """Set up Django on a database of the benchmarks' own."""
    os.environ.update(
        DJANGO_SETTINGS_MODULE="benchmarks.settings", DATA_DIR=str(DIRECTORY), CITY_CODE="32.73"
    )
    local_secrets.load()
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)


def run(names: list[str], size: int) -> int:
    """Run the named benchmarks; return 0 when every target is met."""
    from benchmarks.measure import Measure, show, write

    measures: list[Measure] = []
    for name in names:
        sys.stdout.write(f"{name} …\n")
        sys.stdout.flush()
        measures += importlib.import_module(f"benchmarks.{name}").measures(size)
    show(measures)
    write(measures, Path("bench.json"))
    return 0


def main() -> int:
    """Start the database, run, stop it."""
    options = arguments()
    os.environ["DATA_DIR"] = str(DIRECTORY)
    with embedded.running(DIRECTORY) as url:
        os.environ["DATABASE_URL"] = url
        prepare()
        return run(list(options.only), options.size)


if __name__ == "__main__":
    sys.exit(main())
