"""Finished pages kept in the process: published figures do not change between two Releases.

A page that shows figures depends on the newest Release, the official counts beside it, the
language and its address only. It is
rendered once, kept for PAGE_CACHE_SECONDS with its compressed form and an ETag of its content, and
sent again. Such a page must not touch the session: it is the same for everybody.
"""

import gzip
import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language

from kelurahan import reading
from kelurahan.models import OfficialCount, Release

LARGEST = 512
LOOK_UP_SECONDS = 2.0

type Key = tuple[str, str, str, str]
type Clock = Callable[[], float]


@dataclass(frozen=True)
class Shown:
    """What pages show at the moment: a Release, and the state of the official counts."""

    release: Release | None = None
    official: str = ""


@dataclass(frozen=True)
class Page:
    """A finished page, plain and compressed; `until` is monotonic seconds."""

    body: bytes
    gzipped: bytes
    etag: str
    until: float

    @classmethod
    def of(cls, body: bytes, until: float) -> "Page":
        # Weak: the plain and the compressed form share it.
        etag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
        return cls(body, gzip.compress(body, 9, mtime=0), etag, until)


def _look_up() -> Shown:
    state = OfficialCount.objects.state()
    newest = Release.objects.annotate(official=state).order_by("-number").first()
    return Shown(newest, vars(newest)["official"]) if newest else Shown()


def _confirmed(known: Shown) -> Shown:
    """Return what to show by the database that this request reads, which holds all of it then.

    Where a replica differs from what is known it may be the older one: the primary decides, so
    that no page of this process goes back in time, nor shows a Release with figures missing.
    """
    shown = _look_up()
    if shown != known and not reading.is_primary():
        reading.use_primary()
        shown = _look_up()
    return shown


class PageCache:
    """What is shown now and the pages last shown, at most `largest`; safe between threads."""

    def __init__(self, *, largest: int = LARGEST, clock: Clock = time.monotonic) -> None:
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._shown = (0.0, Shown())
        self._largest = largest
        self._clock = clock
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._pages.clear()
            self._shown = (0.0, Shown())

    def shown(self) -> Shown:
        """Return what to show, looked up every LOOK_UP_SECONDS at most, in one query."""
        until, shown = self._shown
        if shown.release is None or self._clock() >= until:
            found = _confirmed(shown)
            seconds = min(LOOK_UP_SECONDS, settings.PAGE_CACHE_SECONDS)
            with self._lock:
                # What another thread found meanwhile may be newer.
                if self._shown[1] is shown:
                    self._shown = (self._clock() + seconds, found)
                shown = self._shown[1]
        return shown

    def get(self, key: Key) -> Page | None:
        """Return a page that is still fresh."""
        with self._lock:
            page = self._pages.get(key)
            if page is None or self._clock() >= page.until:
                return None
            self._pages.move_to_end(key)
            return page

    def put(self, key: Key, body: bytes) -> Page:
        """Keep a page and return it; the one shown longest ago makes room."""
        page = Page.of(body, self._clock() + settings.PAGE_CACHE_SECONDS)
        with self._lock:
            self._pages[key] = page
            self._pages.move_to_end(key)
            while len(self._pages) > self._largest:
                self._pages.popitem(last=False)
        return page


pages = PageCache()


def _send(request: HttpRequest, page: Page) -> HttpResponseBase:
    response = HttpResponse(page.body)
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response.content = page.gzipped
        response.headers["Content-Encoding"] = "gzip"
    response.headers["ETag"] = page.etag
    response.headers["Cache-Control"] = "public, max-age=60"
    response.headers["Vary"] = "Cookie, Accept-Encoding"
    return get_conditional_response(request, etag=page.etag, response=response) or response


def _read_what_is_shown(shown: Shown) -> None:
    """Read from the primary where this request's replica does not hold what is shown, or more."""
    if not reading.is_primary() and _look_up() != shown:
        reading.use_primary()


def released_page[**P](
    view: Callable[Concatenate[HttpRequest, Release | None, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Give `view` the newest Release and keep its page; without a Release nothing is kept."""

    @wraps(view)
    def wrapper(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        shown = pages.shown()
        release = shown.release
        # The language form repeats the query: such an address, which nobody links, is not kept.
        asked_plainly = request.method in ("GET", "HEAD") and not request.META.get("QUERY_STRING")
        if release is None or not asked_plainly:
            _read_what_is_shown(shown)
            return view(request, release, *args, **kwargs)
        key = (release.sha256, shown.official, get_language() or "", request.path_info)
        page = pages.get(key)
        if page is None:
            _read_what_is_shown(shown)
            response = view(request, release, *args, **kwargs)
            if response.status_code != 200:
                return response
            page = pages.put(key, response.content)
        return _send(request, page)

    return wrapper
