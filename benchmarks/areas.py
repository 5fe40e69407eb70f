"""Loading all of Indonesia's areas (idn-area-data), when its files are here."""

import datetime
import os
from pathlib import Path

from benchmarks.measure import Measure, bounded, seconds
from kelurahan.actions import load_areas


def measures(_size: int) -> list[Measure]:
    """Measure the first load and the second, of AREAS_DIR or else of the fixtures."""
    directory = Path(os.environ.get("AREAS_DIR", "fixtures/areas"))
    day = datetime.date(2025, 1, 1)
    first = seconds(lambda: load_areas(directory=directory, on=day))
    again = seconds(lambda: load_areas(directory=directory, on=day))
    return [
        bounded("load all areas, s", first, at_most=30),
        bounded("load the same areas again, s", again, at_most=30),
    ]
