"""Who is named in the history of changes: staff, and nobody else."""

import pytest
from django.db import connection
from django.http import HttpResponse

from accounts.middleware import history_of_staff
from tests.factories import UserFactory


def wrappers(request):
    """Return what each statement of the request passes through."""
    seen = []

    def view(_request):
        seen.extend(connection.execute_wrappers)
        return HttpResponse()

    history_of_staff(view)(request)
    return seen


def test_a_public_request_has_no_history(rf):
    assert wrappers(rf.post("/cari/")) == []


@pytest.mark.parametrize("path", ["/petugas/keluarga/", "/admin/"])
def test_a_request_of_the_staff_pages_has_a_history(rf, path):
    assert len(wrappers(rf.post(path))) == 1


@pytest.mark.django_db
def test_whoever_is_signed_in_can_search_as_anybody(client):
    client.force_login(UserFactory())

    assert client.post("/cari/", {"name": "Tono"}).status_code == 200
