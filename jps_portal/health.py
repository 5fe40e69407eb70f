"""Is the portal alive, and is it ready for visitors?"""

import datetime

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from jps_portal import replicas
from kelurahan.models import DutyRun

WORKER_SILENCE = datetime.timedelta(seconds=60)


@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer 200 while this process answers at all; nothing else is asked."""
    return HttpResponse("ok", content_type="text/plain")


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


@never_cache
def readyz(_request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers, 503 otherwise.

    A silent worker is reported but does not take the portal off the network: visitors can still
    search, and queued work is caught up later. Nor does a lost replica, which public reads avoid.
    """
    database = _database_answers()
    worker = database and DutyRun.objects.started_within("heartbeat", WORKER_SILENCE)
    state = {"database": "ok" if database else "down", "worker": "ok" if worker else "silent"}
    state |= replicas.states()
    return JsonResponse(state, status=200 if database else 503)
