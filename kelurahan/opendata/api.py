"""The read-only JSON API under /data/api/v1/; kelurahan.opendata.openapi describes it."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kelurahan.models import Area, Figure, Release
from kelurahan.opendata.answers import Data, Query, api
from kelurahan.opendata.files import TYPES
from kelurahan.opendata.openapi import document, operations
from kelurahan.opendata.params import PARAMS, limit
from kelurahan.opendata.tables import labels_in
from kelurahan.registry import registry

PERFORMANCE = "complaints_"
EXACT = ("area", "indicator", "programme", "stage")
LISTS = ("areas", "indicators", "programmes", "releases", "figures", "complaints")


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The API described for people."""
    base = request.build_absolute_uri(reverse("open-data:api-index"))
    return render(request, "kelurahan/data_api.html", {"operations": operations(), "base": base})


@api()
def index(query: Query) -> Data:
    """Where everything is."""
    lists: Data = {name: reverse(f"open-data:api-{name}") for name in LISTS}
    return lists | {
        "openapi": reverse("open-data:api-openapi"),
        "documentation": reverse("open-data:api"),
    }


@api()
def openapi(query: Query) -> Data:
    """The description of the API (OpenAPI 3.1)."""
    return document()


@api()
def nothing(query: Query, rest: str) -> Data:
    """Any other address of the API."""
    raise Http404


@api("below", "level", "after_area", "limit")
def areas(query: Query) -> Data:
    """Areas by code."""
    found = Area.objects.order_by("code").filter(_below("code", query))
    if level := query.get("level"):
        found = found.filter(level=level)
    if after := query.get("after"):
        found = found.filter(code__gt=after)
    rows = list(found[: limit(query) + 1])
    shown = rows[: limit(query)]
    place = shown[-1].code if len(rows) > len(shown) else ""
    return {"areas": [_area(row) for row in shown], "next": _next("areas", query, place)}


@api()
def area(query: Query, code: str) -> Data:
    """One area."""
    if not PARAMS["area"].accepts(code):
        raise Http404
    return _area(get_object_or_404(Area, pk=code))


@api()
def indicators(query: Query) -> Data:
    """What is counted."""
    labels = {language: labels_in(language) for language in ("id", "en")}
    return {
        "indicators": [
            {
                "key": one.key, "label": {code: label[one.key] for code, label in labels.items()},
                "unit": one.unit, "sensitive": one.sensitive, "adds_up": one.adds_up,
                "by_stage": one.by_stage, "part_of": one.part_of or None,
            }
            for one in registry.indicators().values()
        ]
    }  # fmt: skip


@api()
def programmes(query: Query) -> Data:
    """Programmes and their stages."""
    return {
        "programmes": [
            {
                "programme": name.slug, "name": name.name, "page": name.address,
                "stages": [{"stage": n, "label": label} for n, label in name.stages.items()],
            }
            for name in registry.names()
        ]
    }  # fmt: skip


@api("after", "limit")
def releases(query: Query) -> Data:
    """Releases, the first one first."""
    found = Release.objects.order_by("number").prefetch_related("signatures")
    rows = list(found.filter(number__gt=_place(query))[: limit(query) + 1])
    shown = rows[: limit(query)]
    place = str(shown[-1].number) if len(rows) > len(shown) else ""
    return {"releases": [_release(row) for row in shown], "next": _next("releases", query, place)}


@api()
def release(query: Query, number: int) -> Data:
    """One Release."""
    return _release(get_object_or_404(Release, pk=number))


@api("release", "area", "below", "indicator", "programme", "stage", "after", "limit")
def figures(query: Query) -> Data:
    """Figures of one Release, by area."""
    shown = _chosen(query)
    found = shown.figures.order_by("pk").filter(
        _below("area__code", query),
        pk__gt=_place(query),
        **{name: query[name] for name in EXACT if name in query},
    )  # fmt: skip
    rows = list(found[: limit(query) + 1])
    listed = rows[: limit(query)]
    place = str(listed[-1].pk) if len(rows) > len(listed) else ""
    # The next page is of the same Release, whatever is published meanwhile.
    again = {**query, "release": str(shown.number)}
    return {
        "release": shown.number,
        "figures": [_figure(row) for row in listed],
        "next": _next("figures", again, place),
    }


@api("release", "area", "below", "after_area", "limit")
def complaints(query: Query) -> Data:
    """How complaints are answered, by area."""
    shown = _chosen(query)
    found = shown.figures.filter(
        _below("area__code", query), indicator__startswith=PERFORMANCE,
        area__gt=query.get("after", ""),
        **({"area": query["area"]} if "area" in query else {}),
    )  # fmt: skip
    codes = list(_codes(found)[: limit(query) + 1])
    listed = codes[: limit(query)]
    place = listed[-1] if len(codes) > len(listed) else ""
    again = {**query, "release": str(shown.number)}
    return {
        "release": shown.number,
        "complaints": _by_area(list(found.filter(area__in=listed).order_by("area", "indicator"))),
        "next": _next("complaints", again, place),
    }


def _codes(found: QuerySet[Figure]) -> QuerySet[Figure, str]:
    return found.order_by("area").values_list("area_id", flat=True).distinct()


def _by_area(rows: Sequence[Figure]) -> list[Data]:
    areas: dict[str, dict[str, object]] = {}
    for row in rows:
        name = row.indicator.removeprefix(PERFORMANCE)
        areas.setdefault(row.area_id, {})[name] = _value(row)
    return [{"area": code, "performance": values} for code, values in areas.items()]


def _value(row: Figure) -> Data:
    return {"value": row.value, "suppressed": row.suppressed}


def _figure(row: Figure) -> Data:
    return {
        "area": row.area_id, "indicator": row.indicator, "programme": row.programme or None,
        "stage": row.stage if row.programme else None, **_value(row),
    }  # fmt: skip


def _area(row: Area) -> Data:
    return {
        "code": row.code, "name": row.name, "level": row.level, "part_of": row.parent_id,
        "valid_from": row.valid_from, "valid_until": row.valid_until,
    }  # fmt: skip


def _release(row: Release) -> Data:
    return {
        "number": row.number, "published_at": row.published_at, "figures": row.figures_count,
        "sha256": row.sha256, "previous": row.previous_id, "note": row.note,
        "signatures": [
            {"key": one.key_id, "signature": one.signature} for one in row.signatures.all()
        ],
        "files": {name: reverse("open-data:file", args=[row.number, name]) for name in TYPES},
    }  # fmt: skip


def _chosen(query: Query) -> Release:
    """Return the Release asked for, or the newest."""
    asked = query.get("release", "newest")
    found = (
        Release.objects.newest() if asked == "newest" else Release.objects.filter(pk=asked).first()
    )
    if found is None:
        raise Http404
    return found


def _below(field: str, query: Query) -> Q:
    code = query.get("below")
    return Q(**{f"{field}__startswith": f"{code}."}) if code else Q()


def _place(query: Query) -> int:
    """Return after which number to go on."""
    return int(query.get("after", 0))


def _next(name: str, query: Query, place: str) -> str | None:
    """Return the address of the next page, None on the last."""
    if not place:
        return None
    return f"{reverse(f'open-data:api-{name}')}?{urlencode({**query, 'after': place})}"
