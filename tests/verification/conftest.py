import pytest

from tests.factories import UserFactory


@pytest.fixture
def officer():
    return UserFactory(role="officer")


@pytest.fixture
def private_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
