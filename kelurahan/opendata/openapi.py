"""The API described as OpenAPI 3.1, kept by hand; tests hold the API to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kelurahan.opendata.licences import licence
from kelurahan.opendata.params import AREA, LARGEST_LIMIT, PARAMS, Param

type Schema = dict[str, object]
BASE = "/data/api/v1"


@dataclass(frozen=True)
class Operation:
    """An address of the API, what it gives and what it takes."""

    path: str
    schema: str
    summary: Promise
    names: Sequence[str] = ()

    @property
    def params(self) -> list[Param]:
        """The parameters of the query."""
        return [PARAMS[name] for name in self.names]


OPERATIONS = (
    Operation("/", "Index", _("where everything is")),
    Operation("/areas/", "Areas", _("areas by code"), ("below", "level", "after_area", "limit")),
    Operation("/areas/{code}/", "Area", _("one area")),
    Operation("/indicators/", "Indicators", _("what is counted, in which unit")),
    Operation("/programmes/", "Programmes", _("programmes and their stages")),
    Operation(
        "/releases/", "Releases", _("releases with hashes, signatures and files"),
        ("after", "limit"),
    ),
    Operation("/releases/{number}/", "Release", _("one release")),
    Operation(
        "/figures/", "Figures", _("figures of one release"),
        ("release", "area", "below", "indicator", "programme", "stage", "after", "limit"),
    ),
    Operation(
        "/complaints/", "Complaints", _("how complaints are answered, by area"),
        ("release", "area", "below", "after_area", "limit"),
    ),
)  # fmt: skip
TEXT: Schema = {"type": "string"}
TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
NUMBER: Schema = {"type": "integer", "minimum": 0}
NUMBER_OR_NULL: Schema = {"type": ["integer", "null"], "minimum": 0}
YES: Schema = {"type": "boolean"}
CODE: Schema = {"type": "string", "pattern": f"^{AREA}$"}
NEXT: Schema = {"type": ["string", "null"], "format": "uri-reference"}
PATHS: dict[str, Schema] = {
    "code": CODE,
    "number": {"type": "integer", "minimum": 1, "maximum": 999_999_999},
}


def _object(**properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _map(schema: Schema) -> Schema:
    return {"type": "object", "additionalProperties": schema}


VALUE = {"value": NUMBER_OR_NULL, "suppressed": YES}
SCHEMAS: dict[str, Schema] = {
    "Index": _map(TEXT),
    "Area": _object(
        code=CODE, name=TEXT, level=TEXT, part_of=TEXT_OR_NULL,
        valid_from={"type": "string", "format": "date"},
        valid_until={"type": ["string", "null"], "format": "date"},
    ),
    "Areas": _object(areas=_list(_ref("Area")), next=NEXT),
    "Indicator": _object(
        key=TEXT, label=_object(id=TEXT, en=TEXT), unit=TEXT, sensitive=YES, adds_up=YES,
        by_stage=YES, part_of=TEXT_OR_NULL,
    ),
    "Indicators": _object(indicators=_list(_ref("Indicator"))),
    "Programme": _object(
        programme=TEXT, name=TEXT, page=TEXT, stages=_list(_object(stage=NUMBER, label=TEXT)),
    ),
    "Programmes": _object(programmes=_list(_ref("Programme"))),
    "Release": _object(
        number=NUMBER, published_at={"type": "string", "format": "date-time"}, figures=NUMBER,
        sha256={"type": "string", "pattern": "^[0-9a-f]{64}$"}, previous=NUMBER_OR_NULL, note=TEXT,
        signatures=_list(_object(key=TEXT, signature=TEXT)), files=_map(TEXT),
    ),
    "Releases": _object(releases=_list(_ref("Release")), next=NEXT),
    "Figure": _object(
        area=CODE, indicator=TEXT, programme=TEXT_OR_NULL, stage=NUMBER_OR_NULL, **VALUE,
    ),
    "Figures": _object(release=NUMBER, figures=_list(_ref("Figure")), next=NEXT),
    "Complaints": _object(
        release=NUMBER, complaints=_list(_object(area=CODE, performance=_map(_object(**VALUE)))),
        next=NEXT,
    ),
    "Problem": _object(type=TEXT, title=TEXT, status=NUMBER, detail=TEXT, remedy=TEXT),
}  # fmt: skip


def operations() -> Sequence[Operation]:
    """Return every address of the API."""
    return OPERATIONS


def document() -> dict[str, object]:
    """Return the whole description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "JPS Online",
            "version": "1.0.0",
            "description": "Published figures, for reading. A suppressed value is null: so few "
            "people stand behind it that it could point at them.",
            "license": {"name": licence().title, "url": licence().address},
        },
        "servers": [{"url": BASE}],
        "paths": {operation.path: {"get": _operation(operation)} for operation in OPERATIONS},
        "components": {"schemas": SCHEMAS, "responses": {"Problem": _problem()}},
    }


def _operation(operation: Operation) -> Schema:
    in_path = [name for name in PATHS if f"{{{name}}}" in operation.path]
    may_be_missing = bool(in_path) or "release" in operation.names
    return {
        "operationId": operation.schema,
        "summary": str(operation.summary),
        "parameters": [
            *(
                {"name": name, "in": "path", "required": True, "schema": PATHS[name]}
                for name in in_path
            ),
            *(_parameter(param) for param in operation.params),
        ],
        "responses": {
            "200": {"description": "found", "content": _json(_ref(operation.schema))},
            "304": {"description": "as it was when it had this ETag"},
            "400": {"$ref": "#/components/responses/Problem"},
            "405": {"$ref": "#/components/responses/Problem"},
            **({"404": {"$ref": "#/components/responses/Problem"}} if may_be_missing else {}),
        },
    }


def _parameter(param: Param) -> Schema:
    schema: Schema = {"type": "string", "pattern": f"^({param.pattern})$"}
    if param.name == "limit":
        schema = {"type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT}
    return {
        "name": param.name,
        "in": "query",
        "description": str(param.description),
        "schema": schema,
        "example": int(param.example) if param.name == "limit" else param.example,
    }


def _json(schema: Schema, kind: str = "application/json") -> Schema:
    return {kind: {"schema": schema}}


def _problem() -> Schema:
    return {
        "description": "what is wrong, and what to do",
        "content": _json(_ref("Problem"), "application/problem+json"),
    }
