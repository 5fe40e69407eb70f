"""Sending files as HTTP has it: strong ETags, parts (Range), compressed forms, HEAD."""

import hashlib
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers

BLOCK = 64 * 1024
# One part only: of several, which nobody needs here, all of the file is the allowed answer.
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


class UnsatisfiableRangeError(Exception):
    """The part asked for lies outside the file."""


def send(request: HttpRequest, path: Path, content_type: str) -> HttpResponseBase:
    """Answer GET and HEAD of a file that does not change while it stands at `path`.

    A compressed form beside it (path + ".gz") is sent to whoever takes it and asks for no part:
    parts are of the plain file.
    """
    packed = path.with_name(f"{path.name}.gz")
    wants_part = "Range" in request.headers
    accepts = "gzip" in request.headers.get("Accept-Encoding", "")
    # What is sent here is final: GZipMiddleware, which would compress a part, reads this header.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    is_packed = accepts and not wants_part and packed.exists()
    chosen = packed if is_packed else path
    etag = f'"{_digest(path, path.stat().st_mtime_ns)}{"-gzip" if is_packed else ""}"'
    response = get_conditional_response(request, etag=etag) or _body(request, chosen, etag)
    response.headers["ETag"] = etag
    response.headers["Accept-Ranges"] = "bytes"
    if response.status_code in (200, 206):
        response.headers["Content-Type"] = content_type
        if is_packed:
            response.headers["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ("Accept-Encoding",))
    return response


@lru_cache(maxsize=2048)
def _digest(path: Path, _changed: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:32]


def _body(request: HttpRequest, path: Path, etag: str) -> HttpResponseBase:
    size = path.stat().st_size
    try:
        part = _part(request, size, etag)
    except UnsatisfiableRangeError:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    start, end = part or (0, size)
    length = str(end - start)
    if request.method == "HEAD":
        response: HttpResponseBase = HttpResponse()
    else:
        response = StreamingHttpResponse(_blocks(path, start, end))
    if part:
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    response.headers["Content-Length"] = length
    return response


def _part(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """Return the part asked for as [start, end), or None where all is to be sent."""
    found = _RANGE.fullmatch(request.headers.get("Range", ""))
    if found is None or found[0] == "bytes=-" or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = found.groups()
    if not first:
        start, end = max(size - int(last), 0), size
    else:
        start, end = int(first), min(int(last) + 1, size) if last else size
        if last and int(last) < start:
            return None
    if start >= size or start == end:
        raise UnsatisfiableRangeError
    return start, end


def _blocks(path: Path, start: int, end: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        left = end - start
        while left > 0 and (block := file.read(min(BLOCK, left))):
            left -= len(block)
            yield block
