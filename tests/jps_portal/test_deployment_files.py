"""What the deployment files ask for is what .env.example tells people to fill in."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def variables():
    return set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


def test_the_example_names_every_variable_that_compose_asks_for():
    asked = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "compose.yaml").read_text()))

    assert asked
    assert asked <= variables()


def test_the_example_names_every_variable_that_the_settings_read():
    source = (ROOT / "jps_portal" / "settings.py").read_text()
    read = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", source))

    assert read
    assert read <= variables()


def test_compose_keeps_files_on_its_volume_whatever_the_example_says():
    compose = (ROOT / "compose.yaml").read_text()

    assert "DATA_DIR: /data" in compose
    assert "volumes: [files:/data]" in compose
