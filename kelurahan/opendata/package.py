"""datapackage.json of a Release: its tables with types, keys, sizes and hashes (Frictionless)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kelurahan.models import Release
from kelurahan.opendata.licences import licence

type Field = dict[str, object]
type Reference = tuple[Sequence[str], str, Sequence[str]]


@dataclass(frozen=True)
class Written:
    """A file as it was written: its size and its SHA-256."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Schema:
    """Columns of a table; `references` are (columns, table or "" for itself, columns there)."""

    title: str
    fields: Sequence[Field]
    key: Sequence[str]
    references: Sequence[Reference] = ()


def _text(name: str, *, required: bool = True, pattern: str = "", **more: object) -> Field:
    limits: dict[str, object] = {"required": True} if required else {}
    if pattern:
        limits["pattern"] = pattern
    return {"name": name, "type": "string", "constraints": limits, **more}


def _number(name: str, *, required: bool = False, **more: object) -> Field:
    limits: dict[str, object] = {"minimum": 0}
    if required:
        limits["required"] = True
    return {"name": name, "type": "integer", "constraints": limits, **more}


def _yes(name: str, **more: object) -> Field:
    return {
        "name": name,
        "type": "boolean",
        "trueValues": ["true"],
        "falseValues": ["false"],
        **more,
    }


AREA = r"\d\d(\.\d\d(\.\d\d(\.\d{4})?)?)?"
ABOUT = (
    _text("area", pattern=AREA, description="Kemendagri code; text, not a number"),
    _text("indicator"),
    _text("programme", required=False, description="empty where the figure is of no programme"),
    _number("stage", description="stage (tahap) of the programme"),
)
REFERENCES: Sequence[Reference] = (
    (["area"], "areas", ["code"]),
    (["indicator"], "indicators", ["key"]),
    (["programme", "stage"], "programmes", ["programme", "stage"]),
)
ABOUT_KEY = ("area", "indicator", "programme", "stage")
SCHEMAS = {
    "figures.csv": Schema(
        "Every published figure",
        (
            _number("release", required=True), *ABOUT,
            _number("value", description="empty where it is suppressed"),
            _yes("suppressed", description="protected: few people stand behind it or another"),
        ),
        ("release", *ABOUT_KEY), REFERENCES,
    ),
    "areas.csv": Schema(
        "Areas by Kemendagri code, as they were called when the release was published",
        (
            _text("code", pattern=AREA), _text("name"), _text("level"),
            _text("part_of", required=False),
            {"name": "valid_from", "type": "date"}, {"name": "valid_until", "type": "date"},
        ),
        ("code",), ((["part_of"], "", ["code"]),),
    ),
    "indicators.csv": Schema(
        "What is counted",
        (
            _text("key"), _text("label_id"), _text("label_en"), _text("unit", required=False),
            _yes("sensitive"),
            _yes("adds_up", description="false: not the sum of the areas below, such as a median"),
            _yes("by_stage"),
            _text("part_of", required=False, description="parts add up to this indicator"),
        ),
        ("key",), ((["part_of"], "", ["key"]),),
    ),
    "programmes.csv": Schema(
        "Programmes and their stages",
        (_text("programme"), _number("stage", required=True), _text("name"), _text("stage_label")),
        ("programme", "stage"),
    ),
    "changes.csv": Schema(
        "What differs from the release before",
        (*ABOUT, _text("change"), _number("old"), _number("new")), ABOUT_KEY,
    ),
}  # fmt: skip


def data_package(release: Release, files: Mapping[str, Written]) -> dict[str, object]:
    """Return the descriptor; all its paths are relative to its own."""
    terms = licence()
    return {
        "profile": "tabular-data-package",
        "name": f"jps-rilis-{release.number}",
        "title": f"JPS Online, release {release.number}",
        "description": release.note,
        "version": f"{release.number}.0.0",
        "created": release.published_at.isoformat(),
        "licenses": [{"name": terms.name, "title": terms.title, "path": terms.address}],
        "resources": [_resource(name, schema, files[name]) for name, schema in SCHEMAS.items()],
    }


def _resource(file: str, schema: Schema, written: Written) -> dict[str, object]:
    return {
        "profile": "tabular-data-resource",
        "name": file.removesuffix(".csv"),
        "title": schema.title,
        "path": file,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": written.size,
        "hash": f"sha256:{written.sha256}",
        "schema": {
            "fields": list(schema.fields),
            "missingValues": [""],
            **({} if file in ("figures.csv", "changes.csv") else {"primaryKey": list(schema.key)}),
            "foreignKeys": [
                {"fields": list(here), "reference": {"resource": table, "fields": list(there)}}
                for here, table, there in schema.references
            ],
        },
    }
