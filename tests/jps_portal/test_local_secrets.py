import os
import stat

import pytest

from jps_portal import local_secrets


@pytest.fixture
def directory(tmp_path, monkeypatch):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    for name in (
        "SECRET_KEY", "IDENTITY_KEYS", "RELEASE_SIGNING_KEY", "HTTPS", "DEMO", "STAFF_MFA_REQUIRED",
    ):  # fmt: skip
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    return tmp_path


def test_first_start_makes_secrets_only_the_owner_reads(directory):
    local_secrets.load()

    mode = (directory / "secrets.env").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    assert len(os.environ["SECRET_KEY"]) >= 50


def test_second_start_reads_the_same_secrets(directory, monkeypatch):
    local_secrets.load()
    first = os.environ["IDENTITY_KEYS"]
    monkeypatch.delenv("IDENTITY_KEYS")

    local_secrets.load()

    assert os.environ["IDENTITY_KEYS"] == first


def test_variable_that_is_set_wins(directory, monkeypatch):
    monkeypatch.setenv("HTTPS", "true")

    local_secrets.load()

    assert os.environ["HTTPS"] == "true"
