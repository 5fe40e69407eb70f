"""How often what is wrong in a register, as parameters; presets stand for kinds of registers."""

from dataclasses import dataclass, field, replace

# What may be wrong in a copy of a person's entry, with weights among themselves.
COPY_FAULTS: dict[str, float] = {
    "name_spelling": 13, "name_typing": 6, "name_short": 6, "name_title": 5, "name_parent": 2,
    "name_rebuilt": 6, "name_nickname": 4, "name_initial": 3,
    "nik_slip": 9, "nik_missing": 8, "nik_shared": 3, "nik_fake": 2,
    "born_swapped": 4, "born_filled": 3, "born_year": 4, "born_slip": 4, "born_missing": 2,
    "mother_spelling": 5, "mother_missing": 5, "mother_short": 3,
    "place_spelling": 4, "place_missing": 2, "relation_changed": 4, "sex_wrong": 1,
}  # fmt: skip
# Where the copy stands.
PLACEMENTS: dict[str, float] = {
    "same_family": 14, "same_kk": 12, "kk_mistyped": 8, "split": 24, "moved": 22, "joined": 20,
}  # fmt: skip


@dataclass(frozen=True)
class Faults:
    """Rates of one register. Shares are of people or families; `copy_faults` are weights."""

    doubled: float = 0.04
    third_copy: float = 0.05
    families_again: float = 0.12  # of the doubled: whole families entered twice
    faults_per_copy: tuple[float, ...] = (0.2, 0.34, 0.26, 0.13, 0.07)
    copy_faults: dict[str, float] = field(default_factory=lambda: dict(COPY_FAULTS))
    # A further fault of the number, beside those of `copy_faults`.
    copy_number: float = 0.0
    placements: dict[str, float] = field(default_factory=lambda: dict(PLACEMENTS))
    # What is wrong in any entry, doubled or not.
    entry_name: float = 0.06
    entry_nik_missing: float = 0.04
    entry_nik_shared: float = 0.004
    entry_nik_fake: float = 0.003
    entry_nik_slip: float = 0.006
    entry_nik_other_date: float = 0.012
    entry_born_filled: float = 0.012
    entry_born_missing: float = 0.006
    entry_mother_missing: float = 0.06
    entry_mother_spelling: float = 0.04
    entry_kk_missing: float = 0.01
    filled_at_birth: float = 0.1  # of those born before 1960: 1 January is all that is known
    common_names: float = 0.0  # people with one of some hundred names that many bear
    # Hard negatives.
    twins: float = 0.012
    namesakes: float = 0.004
    namesakes_same_date: float = 0.3
    son_named_alike: float = 0.01
    siblings_alike: float = 0.04
    siblings_apart: float = 0.02
    columns_left_out: tuple[str, ...] = ()


USUAL = Faults()
_POOR = {**COPY_FAULTS, "nik_slip": 12, "nik_missing": 14, "nik_shared": 6}
PRESETS = {
    "usual": USUAL,
    "few": replace(USUAL, doubled=0.01),
    "no_mother": replace(USUAL, columns_left_out=("tempat_lahir", "nama_ibu_kandung")),
    "poor_numbers": replace(USUAL, entry_nik_missing=0.4, entry_nik_slip=0.02,
                            entry_nik_shared=0.01, copy_faults=_POOR),
    # About as hard as the registers of TARGETS.md: equal numbers find a quarter of the doubles,
    # and many namesakes share a filled-in birth date.
    "anchored": replace(USUAL, copy_number=0.5, copy_faults=_POOR, entry_name=0.07,
                        entry_nik_slip=0.015, entry_nik_shared=0.0006, entry_nik_fake=0.0001,
                        entry_born_filled=0.03, filled_at_birth=0.3, common_names=0.3),
    "heavy": replace(USUAL, faults_per_copy=(0.08, 0.22, 0.3, 0.25, 0.15), entry_name=0.15,
                     entry_mother_spelling=0.1, entry_born_filled=0.03, twins=0.02,
                     namesakes=0.01),
}  # fmt: skip
