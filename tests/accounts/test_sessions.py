"""Sessions that are over do not stay in the database."""

import datetime

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from kelurahan.duties import registered_duties


@pytest.mark.django_db
def test_the_worker_removes_sessions_that_are_over():
    now = timezone.now()
    for key, end in [("over", now - datetime.timedelta(1)), ("open", now + datetime.timedelta(1))]:
        Session.objects.create(session_key=key, session_data="", expire_date=end)

    (duty,) = [duty for duty in registered_duties() if duty.name == "purge sessions"]
    duty.run()

    assert list(Session.objects.values_list("session_key", flat=True)) == ["open"]
