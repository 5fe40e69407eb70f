import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.utils import timezone

from kelurahan.models import DutyRun


def test_healthz_asks_nothing_of_the_database(client):
    response = client.get("/healthz")

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_readyz_reports_a_silent_worker_and_stays_ready(client):
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {"database": "ok", "worker": "silent"}


@pytest.mark.django_db
def test_readyz_sees_the_worker_by_its_heartbeat(client):
    DutyRun.objects.create(name="heartbeat", started_at=timezone.now())

    assert client.get("/readyz").json()["worker"] == "ok"


@pytest.mark.django_db
def test_readyz_answers_503_when_the_database_does_not(client, monkeypatch):
    def refuse():
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", refuse)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["database"] == "down"
