"""Checking every Release: its place in the chain, its figures, its tables and its signature."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from kelurahan.models import Release
from kelurahan.publishing import Rows, canonical_rows, digest, stored_rows
from kelurahan.sealing import DIGESTS, changed_by_digests, stored_seal, stored_signatures
from kelurahan.signing import is_valid

MOST_NAMED = 20


@dataclass(frozen=True)
class Verdict:
    """What is wrong with one Release; `signed_by` names the keys whose signatures hold."""

    number: int
    faults: list[str] = field(default_factory=list)
    signed_by: list[str] = field(default_factory=list)

    @property
    def is_intact(self) -> bool:
        """Whether nothing was found changed; an unsigned Release may be intact too."""
        return not self.faults


def verdicts() -> Iterator[Verdict]:
    """Yield the verdict on every Release, the first one first."""
    releases = Release.objects.select_related("previous").order_by("number")
    for release in releases.iterator():
        yield verdict(release)


def verdict(release: Release) -> Verdict:
    """Check one Release against itself, the one before it and its signatures."""
    seal = stored_seal(release).encode()
    signatures = stored_signatures(release)
    good = [signature.key_id for signature in signatures if is_valid(signature, seal)]
    faults = [*_chain(release), *_figures(release)]
    faults += [
        f"the signature by key {signature.key_id} does not fit: date, note, tables or hash were "
        "changed after signing, or this portal does not know the key"
        for signature in signatures
        if signature.key_id not in good
    ]
    return Verdict(release.number, faults, good)


def _chain(release: Release) -> Iterator[str]:
    if release.previous and release.previous.number != release.number - 1:
        yield f"it follows release {release.previous.number}: a release between is missing"


def _figures(release: Release) -> Iterator[str]:
    rows = stored_rows(release)
    if len(rows) != release.figures_count:
        yield f"{release.figures_count} figures were published, {len(rows)} are stored"
    if digest(release.previous, rows) != release.sha256:
        yield from _named(release, rows)


def _named(release: Release, rows: Rows) -> Iterator[str]:
    """Name the changed figures as closely as the digests of areas and indicators tell."""
    kept = release.files.filter(name=DIGESTS).first()
    if kept is None:
        yield "figures, or the hash of the release before, were changed"
        return
    changed = changed_by_digests(kept.content, canonical_rows(rows))
    if not any(changed.values()):
        yield "its hash, or that of the release before, was changed; the figures were not"
        return
    yield (
        f"changed: indicator {', '.join(changed['indicator'][:MOST_NAMED])} "
        f"of area {', '.join(changed['area'][:MOST_NAMED])}"
    )
    areas, indicators = set(changed["area"]), set(changed["indicator"])
    found = [(k, v) for k, v in rows if k.area in areas and k.indicator in indicators]
    for line in list(canonical_rows(found))[:MOST_NAMED]:
        yield f"stored now, maybe changed: {line.strip()}"
