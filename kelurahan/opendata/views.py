"""Pages and files under /data/: what there is, how to check it, and the files themselves."""

from itertools import islice

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kelurahan.models import Area, Release
from kelurahan.opendata import catalog
from kelurahan.opendata.changes import changes, counted
from kelurahan.opendata.files import TYPES, folder, is_final, sizes
from kelurahan.opendata.licences import licence
from kelurahan.opendata.serving import send
from kelurahan.opendata.tables import labels_in
from kelurahan.page_cache import released_page
from kelurahan.publishing import stored_rows
from kelurahan.reading import may_lag
from kelurahan.sealing import sha256, stored_seal, stored_signatures
from kelurahan.signing import is_valid, public_keys

FOREVER = "public, max-age=31536000, immutable"
SHORTLY = "public, max-age=300"
MOST_LISTED = 100
MOST_CHANGES = 50


@require_safe
@may_lag
@released_page
def index(request: HttpRequest, release: Release | None) -> HttpResponse:
    """What there is, how to check it, on what terms."""
    releases = Release.objects.prefetch_related("signatures")[:MOST_LISTED]
    context = {
        "release": release, "releases": releases, "licence": licence(), "keys": public_keys(),
        "files": sizes(folder(release)) if release else {},
        "base": request.build_absolute_uri("/data/"), "example": _example(release),
        "described": catalog.embedded(
            catalog.schema_org(release, _city(), request.build_absolute_uri)
        ),
    }  # fmt: skip
    return render(request, "kelurahan/data.html", context)


@require_safe
@may_lag
@released_page
def release(request: HttpRequest, newest: Release | None, number: int) -> HttpResponse:
    """One Release: its note, what changed, its files, how to check it."""
    shown = _release(number)
    rows = stored_rows(shown)
    before = stored_rows(shown.previous) if shown.previous else rows
    found = list(changes(before, rows))
    labels = labels_in(request.LANGUAGE_CODE)
    # The city first: whoever reads the list wants the large before the small.
    listed = sorted(found, key=lambda change: (len(change.key.area), change.key))
    seal = stored_seal(shown)
    context = {
        "release": shown, "newest": newest, "files": sizes(folder(shown)),
        "changes": [(labels.get(c.key.indicator, c.key.indicator), c)
                    for c in islice(listed, MOST_CHANGES)],
        "changed": counted(found), "changes_count": len(found),
        "seal_sha256": sha256(seal), "licence": licence(),
        "signatures": [(s.key_id, is_valid(s, seal.encode())) for s in stored_signatures(shown)],
        "next": Release.objects.filter(previous=shown).first(),
    }  # fmt: skip
    return render(request, "kelurahan/data_release.html", context)


@require_safe
@may_lag
def file(request: HttpRequest, number: int, name: str) -> HttpResponseBase:
    """One file of a Release."""
    if name not in TYPES:
        raise Http404
    shown = _release(number)
    response = send(request, folder(shown) / name, TYPES[name])
    return _open(response, FOREVER if is_final(shown, name) else SHORTLY)


@require_safe
@may_lag
def signature(request: HttpRequest, number: int) -> HttpResponse:
    """The signatures of a Release, "key Base64" a line; none where it is unsigned."""
    rows = _release(number).signatures.order_by("pk").values_list("key_id", "signature")
    text = "".join(f"{key_id} {value}\n" for key_id, value in rows)
    return _open(HttpResponse(text, content_type="text/plain; charset=utf-8"))


@require_safe
@may_lag
def raw_signature(request: HttpRequest, number: int) -> HttpResponse:
    """The 64 bytes of the latest signature, as openssl reads them."""
    signatures = stored_signatures(_release(number))
    if not signatures:
        raise Http404
    return _open(HttpResponse(signatures[0].value, content_type="application/octet-stream"))


@require_safe
@may_lag
def newest(request: HttpRequest, name: str = "") -> HttpResponseRedirect:
    """Lead to the newest Release, or to the file of that name there."""
    found = Release.objects.newest()
    if found is None:
        raise Http404
    if name == "signature":
        response = redirect("open-data:signature", found.number)
    elif name == "seal.sig":
        response = redirect("open-data:raw-signature", found.number)
    elif name and name not in TYPES:
        raise Http404
    elif name:
        response = redirect("open-data:file", found.number, name)
    else:
        response = redirect("open-data:release", found.number)
    return _open(response, "public, max-age=60")


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The public keys, and how to use them."""
    return render(request, "kelurahan/data_keys.html", {"keys": public_keys().values()})


@require_safe
def key_list(request: HttpRequest) -> HttpResponse:
    """The public keys, "id Base64" a line."""
    text = "".join(f"{key.key_id} {key.base64}\n" for key in public_keys().values())
    return _open(HttpResponse(text, content_type="text/plain; charset=utf-8"))


@require_safe
def key(request: HttpRequest, key_id: str) -> HttpResponse:
    """One public key as PEM."""
    found = public_keys().get(key_id)
    if found is None:
        raise Http404
    return _open(HttpResponse(found.pem, content_type="application/x-pem-file"))


@require_safe
@may_lag
def dataset(request: HttpRequest) -> JsonResponse:
    """The data as schema.org/Dataset."""
    node = catalog.schema_org(Release.objects.newest(), _city(), request.build_absolute_uri)
    return _linked_data(node)


@require_safe
@may_lag
def dcat(request: HttpRequest) -> JsonResponse:
    """All Releases as a DCAT catalogue."""
    releases = list(Release.objects.all()[:MOST_LISTED])
    return _linked_data(catalog.dcat(releases, _city(), request.build_absolute_uri))


@require_safe
@may_lag
def feed(request: HttpRequest) -> HttpResponse:
    """An Atom feed of the Releases."""
    releases = list(Release.objects.all()[:MOST_LISTED])
    context = {
        "releases": releases,
        "here": request.build_absolute_uri(),
        "page": request.build_absolute_uri(reverse("open-data:index")),
        "root": request.build_absolute_uri("/")[:-1],
        "city": _city(),
    }
    if not releases:
        raise Http404
    kind = "application/atom+xml; charset=utf-8"
    return _open(render(request, "kelurahan/data_feed.xml", context, content_type=kind))


def _release(number: int) -> Release:
    return get_object_or_404(Release.objects.select_related("previous"), pk=number)


def _example(release: Release | None) -> str:
    """Return the last area that a Release tells of: a kelurahan, where it tells of any."""
    areas = release.figures.order_by("-area").values_list("area_id", flat=True) if release else ()
    return next(iter(areas[:1]), settings.CITY_CODE)


def _city() -> str:
    if settings.CITY_NAME:
        return str(settings.CITY_NAME)
    name = Area.objects.filter(pk=settings.CITY_CODE).values_list("name", flat=True).first()
    return name or settings.CITY_CODE


def _linked_data(node: catalog.Node) -> JsonResponse:
    text = {"ensure_ascii": False, "indent": 1}
    return _open(JsonResponse(node, json_dumps_params=text, content_type="application/ld+json"))


def _open[R: HttpResponseBase](response: R, cache: str = SHORTLY) -> R:
    """Let caches keep it and programs of any site read it: it is the same for everybody."""
    response.headers["Cache-Control"] = cache
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
