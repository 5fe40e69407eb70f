"""The page that goes to the ministry with a batch: counts, checksums, room for two signatures.

`text` is what is signed, line by line in one fixed form, so that anyone can check it with openssl
and the portal's public key (docs/round-trip.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from kelurahan import signing
from verification.models import Action, Cycle, Kind


@dataclass(frozen=True)
class SummaryLine:
    """How many corrections of one kind and action, or of one kelurahan."""

    code: str
    label: str
    action: str
    number: int


@dataclass(frozen=True)
class Summary:
    """A batch in figures."""

    by_kind: Sequence[SummaryLine]
    by_kelurahan: Sequence[SummaryLine]
    by_age: Sequence[tuple[int, int]]
    text: str


def summary_of(cycle: Cycle) -> Summary:
    """Count a batch; three queries."""
    sent = cycle.lines.sent().order_by()
    counted = sent.values_list("kind", "action").annotate(n=Count("pk"))
    keyed = list(counted.order_by("kind", "action"))
    kinds = [
        SummaryLine(kind, str(Kind(kind).label), str(Action(action).label), n)
        for kind, action, n in keyed
    ]
    places = [
        SummaryLine(code, name, "", n)
        for code, name, n in sent.values_list("kelurahan", "kelurahan__name")
        .annotate(n=Count("pk")).order_by("kelurahan")
    ]  # fmt: skip
    ages = list(sent.values_list("age").annotate(n=Count("pk")).order_by("age"))
    text = [
        f"cycle {cycle.area_id} {cycle.year}-{cycle.quarter}",
        f"corrections {cycle.corrections}",
        f"sha256 csv {cycle.sha256_csv}",
        f"sha256 xlsx {cycle.sha256_xlsx}",
        *(f"kind {kind} {action} {n}" for kind, action, n in keyed),
        *(f"kelurahan {line.code} {line.number}" for line in places),
    ]
    return Summary(kinds, places, ages, "".join(f"{line}\n" for line in text))


def is_signature_valid(cycle: Cycle, summary: Summary) -> bool | None:
    """Tell whether a key of this portal signed the summary; None where none did."""
    if not cycle.key_id or cycle.signature is None:
        return None
    signature = signing.Signature(cycle.key_id, bytes(cycle.signature))
    return signing.is_valid(signature, summary.text.encode())
