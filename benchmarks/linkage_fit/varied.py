"""Registers unlike one another: rates, vocabularies and habits drawn at random by a seed.

A model that was fitted on many of them leans on none of one generator's peculiarities.
"""

from dataclasses import replace
from pathlib import Path
from random import Random

from benchmarks.linkage import misspelling, words
from benchmarks.linkage.__main__ import kelurahan
from benchmarks.linkage.faults import COPY_FAULTS, PLACEMENTS, USUAL, Faults
from benchmarks.linkage.register import Register
from benchmarks.linkage.writing import write

HOW_MANY_FAULTS = (
    (0.2, 0.34, 0.26, 0.13, 0.07), (0.3, 0.35, 0.2, 0.1, 0.05), (0.08, 0.22, 0.3, 0.25, 0.15),
    (0.1, 0.5, 0.25, 0.1, 0.05), (0.05, 0.3, 0.35, 0.2, 0.1),
)  # fmt: skip
COLUMNS_LEFT_OUT: tuple[tuple[str, ...], ...] = (
    (), (), (), ("tempat_lahir", "nama_ibu_kandung"), ("tempat_lahir",), ("nama_ibu_kandung",),
)  # fmt: skip
# The least and the most of each rate; drawn evenly on a logarithmic scale.
RATES = {
    "doubled": (0.01, 0.05), "families_again": (0.03, 0.4), "third_copy": (0.02, 0.1),
    "entry_name": (0.02, 0.2), "entry_nik_missing": (0.02, 0.4), "entry_nik_shared": (0.001, 0.02),
    "entry_nik_fake": (0.001, 0.02), "entry_nik_slip": (0.003, 0.03),
    "entry_nik_other_date": (0.005, 0.04), "entry_born_filled": (0.005, 0.06),
    "entry_born_missing": (0.002, 0.06), "entry_mother_missing": (0.02, 0.3),
    "entry_mother_spelling": (0.01, 0.12), "entry_kk_missing": (0.002, 0.05),
    "filled_at_birth": (0.03, 0.3), "twins": (0.005, 0.03), "namesakes": (0.002, 0.03),
    "namesakes_same_date": (0.05, 0.4), "son_named_alike": (0.003, 0.03),
    "siblings_alike": (0.01, 0.12), "siblings_apart": (0.005, 0.04),
}  # fmt: skip


def _between(chance: Random, least: float, most: float) -> float:
    return float(least * (most / least) ** chance.random())


def faults(chance: Random) -> Faults:
    """Return the rates of one register."""
    rates = {name: _between(chance, *bounds) for name, bounds in RATES.items()}
    kinds = {kind: much * _between(chance, 0.36, 2.8) for kind, much in COPY_FAULTS.items()}
    places = {kind: much * _between(chance, 0.36, 2.8) for kind, much in PLACEMENTS.items()}
    return replace(
        USUAL, **rates, copy_faults=kinds, placements=places,
        faults_per_copy=chance.choice(HOW_MANY_FAULTS),
        columns_left_out=chance.choice(COLUMNS_LEFT_OUT),
    )  # fmt: skip


def narrow_words(chance: Random) -> None:
    """Cut the generator's vocabularies and habits, for as long as this process lives."""
    for name, found in vars(words).items():
        if name.isupper() and isinstance(found, list) and name not in {"STREETS", "PLACES"}:
            few = max(25, int(len(found) * _between(chance, 0.3, 1)))
            if chance.random() < 0.5:
                chance.shuffle(found)
            del found[few:]
    habits = list(misspelling.HABITS)
    chance.shuffle(habits)
    kept = int(len(habits) * chance.uniform(0.4, 1))
    misspelling.HABITS = tuple(habits[:kept])  # type: ignore[assignment]


def make(folder: Path, *, people: int, seed: int) -> int:
    """Write a register as `benchmarks.linkage` does; return the number of entries."""
    chance = Random(f"{seed} varied")
    rates = faults(chance)
    narrow_words(chance)
    register = Register(people=people, seed=seed, faults=rates, areas=kelurahan())
    return write(register, folder, rates.columns_left_out)
