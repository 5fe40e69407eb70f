"""Seals: what of a Release is signed, so that its date and its note cannot be changed either.

The seal of a Release is a short text in UTF-8, one "name value" a line: its number, when it was
published, how many figures it has, the SHA-256 of the Release before it ("-" for the first), its
own, then "file <SHA-256> <name>" for each table that goes with it, by name, and last "note", a
line feed and the note as it is. The signature is of exactly these bytes.

digests.txt among the tables holds a SHA-256 of the canonical lines of each area and of each
indicator: where a figure is changed later, its area and its indicator are named.
"""

import base64
import datetime
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping

from kelurahan.models import Release, ReleaseFile, ReleaseSignature
from kelurahan.opendata import tables
from kelurahan.signing import Signature, sign

FIRST_LINE = "jps-release 1"
DIGESTS = "digests.txt"


def sha256(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def seal_text(release: Release, files: Mapping[str, str]) -> str:
    """Return what is signed; `files` maps the names of the tables to their SHA-256."""
    at = release.published_at.astimezone(datetime.UTC)
    return "\n".join(
        [
            FIRST_LINE,
            f"number {release.number}",
            f"published_at {at:%Y-%m-%dT%H:%M:%S.%fZ}",
            f"figures {release.figures_count}",
            f"previous {release.previous.sha256 if release.previous else '-'}",
            f"sha256 {release.sha256}",
            *(f"file {files[name]} {name}" for name in sorted(files)),
            "note",
            release.note,
        ]
    )


def stored_seal(release: Release) -> str:
    """Return the seal as the database has it now."""
    files = {file.name: sha256(file.content) for file in release.files.all()}
    return seal_text(release, files)


def stored_signatures(release: Release) -> list[Signature]:
    """Return the signatures of a Release, the latest first."""
    rows = release.signatures.order_by("-pk").values_list("key_id", "signature")
    return [Signature(key_id, base64.b64decode(text)) for key_id, text in rows]


def seal(release: Release, lines: Iterable[str]) -> None:
    """Keep the tables that go with a new Release, and sign it where the portal has a key.

    `lines` are its canonical lines. To be called once, in the transaction that publishes.
    """
    files = frozen_files(list(lines))
    ReleaseFile.objects.bulk_create(
        ReleaseFile(release=release, name=name, content=text) for name, text in files.items()
    )
    sign_release(release, {name: sha256(text) for name, text in files.items()})


def sign_release(release: Release, files: Mapping[str, str]) -> ReleaseSignature | None:
    """Sign a Release with the present key, once; None where there is no key."""
    signature = sign(seal_text(release, files).encode())
    if signature is None:
        return None
    text = base64.b64encode(signature.value).decode()
    kept, _created = ReleaseSignature.objects.get_or_create(
        release=release, key_id=signature.key_id, defaults={"signature": text}
    )
    return kept


def frozen_files(lines: list[str]) -> dict[str, str]:
    """Return the tables that go with these canonical lines, as they are today."""
    areas, indicators, stages = set(), set(), set()
    for line in lines:
        area, indicator, programme, stage, _value = line.split(",")
        areas.add(area)
        indicators.add(indicator)
        if programme:
            stages.add((programme, int(stage)))
    return {
        "areas.csv": tables.areas_csv(areas),
        "indicators.csv": tables.indicators_csv(indicators),
        "programmes.csv": tables.programmes_csv(stages),
        DIGESTS: digests(lines),
    }


def digests(lines: Iterable[str]) -> str:
    """Return "area <code> <SHA-256>" and "indicator <key> <SHA-256>", one a line, sorted."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for line in lines:
        area, indicator, _rest = line.split(",", 2)
        found["area", area].append(line)
        found["indicator", indicator].append(line)
    return "".join(
        f"{kind} {name} {sha256(''.join(found[kind, name]))}\n" for kind, name in sorted(found)
    )


def changed_by_digests(kept: str, lines: Iterable[str]) -> dict[str, list[str]]:
    """Return by kind ("area", "indicator") what no longer has the digest that was kept."""
    before, now = set(kept.splitlines()), set(digests(lines).splitlines())
    changed: dict[str, set[str]] = {"area": set(), "indicator": set()}
    for line in before ^ now:
        kind, name, _digest = line.split(" ")
        changed[kind].add(name)
    return {kind: sorted(names) for kind, names in changed.items()}
