"""The portal's settings with two anchor pages beside the real ones."""

from jps_portal.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
TEMPLATES = [
    {**TEMPLATES[0], "DIRS": [BASE_DIR / "templates", BASE_DIR / "benchmarks" / "templates"]}  # noqa: F405
]
