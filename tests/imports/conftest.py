import pytest

from imports import leases, working


@pytest.fixture(autouse=True)
def private_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def no_heartbeat(monkeypatch):
    """The heartbeat's own connection sees nothing of a test's open transaction."""

    class Still:
        def __init__(self, progress):
            pass

        def __enter__(self):
            pass

        def __exit__(self, *_error):
            pass

    monkeypatch.setattr(working, "heartbeat", Still)
    return leases
