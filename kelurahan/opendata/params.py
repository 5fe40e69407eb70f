"""What a caller of the API may ask: one table for the checks, the description and the page."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LARGEST_LIMIT = 1000
DEFAULT_LIMIT = 100
AREA = r"[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?"


@dataclass(frozen=True)
class Param:
    """A parameter of the query; `pattern` fits the whole of its value."""

    name: str
    pattern: str
    description: Promise
    example: str

    def accepts(self, value: str) -> bool:
        """Tell whether the value has the right shape, and is no larger than `limit` may be."""
        fits = re.fullmatch(self.pattern, value) is not None
        return fits and (self.name != "limit" or 1 <= int(value) <= LARGEST_LIMIT)


class BadQueryError(Exception):
    """A query that the API does not take; the text says why and what to do."""


AFTER_AREA = Param("after", AREA, _("go on after this area: take it from “next”"), "32.73.05")
PARAMS = {
    param.name: param
    for param in (
        Param(
            "release", r"newest|[1-9][0-9]{0,8}",
            _("number of a release; without it the newest one"), "newest",
        ),
        Param("area", AREA, _("Kemendagri code of one area"), "32.73.05"),
        Param("below", AREA, _("only areas below this one"), "32.73"),
        Param("level", r"province|city|kecamatan|kelurahan", _("level of the area"), "kecamatan"),
        Param("indicator", r"[a-z][a-z0-9_]{0,59}", _("key of one indicator"), "families_dtks"),
        Param("programme", r"[A-Za-z0-9_-]{1,60}", _("short name of one programme"), "bst"),
        Param("stage", r"[0-9]{1,4}", _("number of one stage"), "1"),
        Param("after", r"[0-9]{1,18}", _("go on after this place: take it from “next”"), "100"),
        Param("limit", r"[0-9]{1,4}", _("how many rows at most, 1 to 1000; 100 without it"), "100"),
    )
} | {"after_area": AFTER_AREA}  # fmt: skip


def read(query: QueryDict, names: Iterable[str]) -> dict[str, str]:
    """Return the parameters of a query, each once and of the right shape."""
    allowed = {PARAMS[name].name: PARAMS[name] for name in names}
    found: dict[str, str] = {}
    for name, values in query.lists():
        if name not in allowed:
            takes = ", ".join(allowed) or "none"
            raise BadQueryError(f"This address takes no such parameter. It takes: {takes}.")
        if len(values) != 1:
            raise BadQueryError(f"“{name}” is given {len(values)} times: give it once.")
        if not allowed[name].accepts(values[0]):
            raise BadQueryError(
                f"“{name}” has another shape: {allowed[name].description}, "
                f"for example {allowed[name].example}."
            )
        found[name] = values[0]
    return found


def limit(query: dict[str, str]) -> int:
    """Return how many rows are asked for."""
    return int(query.get("limit", DEFAULT_LIMIT))
