"""How the API answers: JSON with an ETag, faults as problem+json (RFC 9457), open to any site."""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate

from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt

from kelurahan.opendata.params import BadQueryError, read
from kelurahan.reading import may_lag

METHODS = "GET, HEAD, OPTIONS"
type Data = dict[str, object]
type Query = dict[str, str]
REMEDIES = {
    400: "See /data/api/ for what this address takes.",
    404: "See /data/api/ for the addresses, and /data/api/v1/releases/ for the releases.",
    405: f"This API is for reading: use {METHODS}.",
}


def api[**P](
    *names: str,
) -> Callable[
    [Callable[Concatenate[Query, P], Data]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]
]:
    """Make a function of the parameters `names`, which returns what to answer, into a view."""

    def decorator(
        view: Callable[Concatenate[Query, P], Data],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def wrapper(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method == "OPTIONS":
                return _opened(HttpResponse(status=204, headers={"Allow": METHODS}))
            if request.method not in ("GET", "HEAD"):
                return problem(405, "Only reading is possible here.")
            try:
                # One language for everybody, so that caches may share the answer.
                with override("en"):
                    data = view(read(request.GET, names), *args, **kwargs)
            except BadQueryError as error:
                return problem(400, str(error))
            except Http404:
                return problem(404, "There is nothing at this address.")
            return answer(request, data)

        # Nothing is written here; a POST is told so rather than asked for a token.
        return csrf_exempt(may_lag(wrapper))

    return decorator


def answer(request: HttpRequest, data: Data) -> HttpResponseBase:
    """Send data as JSON, or 304 to whoever has it already."""
    body = json.dumps(data, ensure_ascii=False, cls=DjangoJSONEncoder).encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = _opened(HttpResponse(body, content_type="application/json"))
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "public, max-age=60"
    return get_conditional_response(request, etag=etag, response=response) or response


def problem(status: int, detail: str) -> HttpResponse:
    """Answer a fault: what is wrong, and what to do."""
    data = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "remedy": REMEDIES[status],
    }
    body = json.dumps(data, ensure_ascii=False)
    response = HttpResponse(body, status=status, content_type="application/problem+json")
    if status == 405:
        response.headers["Allow"] = METHODS
    return _opened(response)


def _opened(response: HttpResponse) -> HttpResponse:
    """Let scripts of any site read the answer, which is the same for everybody."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Methods"] = METHODS
    response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
    response.headers["Access-Control-Expose-Headers"] = "ETag"
    return response
