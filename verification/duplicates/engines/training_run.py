"""One training by an engine: learn, set the threshold, keep the model as a new version."""

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from verification.duplicates import exporting, spec, versions
from verification.duplicates.engines.base import Engine, opened
from verification.duplicates.engines.scoring import likely_pairs
from verification.duplicates.engines.training import Learnt, learn
from verification.duplicates.spec import Spec, probability
from verification.models import DuplicateModel

# Bits that are tried as threshold: the learnt sum is surer of itself than it should be.
TRIED = [step / 2 for step in range(38)]

type Pairs = dict[tuple[int, int], float]
type Tell = Callable[[str], None]


@dataclass(frozen=True)
class Trained:
    """The model that was kept, levels that its register never showed, rules without pairs."""

    model: DuplicateModel
    unseen: list[str]
    skipped: list[str]


@dataclass(frozen=True)
class Agreement:
    """Where the learnt model agrees best with the base model, and how well (F1 over pairs)."""

    bits: float
    share: float


def train(
    engine: str, *, master: str = "", folder: Path | None = None, max_pairs: float, seed: int,
    tell: Tell,
) -> Trained:  # fmt: skip
    """Learn a model from the register and keep it, not yet in use.

    Raises MissingPackagesError.
    """
    began = time.monotonic()
    with (
        # Mode 700, whatever the umask.
        TemporaryDirectory(prefix="jps-duplicates-", dir=folder) as private,
        closing(opened(engine, Path(private), master=master)) as server,
    ):
        traits = Path(private) / "traits.csv"
        tell("exporting the traits")
        people = exporting.export(traits)
        server.load(traits)
        base = spec.load(spec.shipped())
        tell(f"learning from {people} people")
        learnt = learn(server, base, max_pairs=max_pairs, seed=seed)
        tell("setting the threshold")
        agreement = agree(server, base, spec.load(learnt.content))
    facts = {
        "engine": engine, "people": people, "seed": seed, "pairs": max_pairs,
        "seconds": round(time.monotonic() - began), "unseen": len(learnt.unseen),
        "agrees_with_shipped": round(agreement.share, 4),
    }  # fmt: skip
    return Trained(keep(learnt, agreement, facts), learnt.unseen, learnt.skipped)


def agree(engine: Engine, base: Spec, learnt: Spec) -> Agreement:
    """Return the threshold at which two models find most of the same pairs.

    Nobody knows the truth about this register; the base model was judged on known ones.
    """
    known = set(_scored(engine, base, base.threshold_bits))
    found = _scored(engine, learnt, TRIED[0])
    shares = []
    for bits in TRIED:
        chosen = {pair for pair, weight in found.items() if weight >= bits}
        total = len(chosen) + len(known)
        shares.append((2 * len(chosen & known) / total if total else 0.0, -bits))
    share, bits = max(shares)
    return Agreement(-bits, share)


def _scored(engine: Engine, model: Spec, bits: float) -> Pairs:
    found = likely_pairs(engine, model, threshold_bits=bits)
    return {(pair.first, pair.second): pair.weight for pair in found}


@transaction.atomic
def keep(learnt: Learnt, agreement: Agreement, facts: dict[str, Any]) -> DuplicateModel:
    """Store a learnt model as the next version."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [versions.LOCK])
    last = DuplicateModel.objects.aggregate(last=Max("version"))["last"] or 0
    return DuplicateModel.objects.create(
        version=last + 1, trained_on=facts, trained_at=timezone.now(),
        content={**learnt.content, "threshold": probability(agreement.bits)},
    )  # fmt: skip
