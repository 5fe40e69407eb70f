"""What an entry of the synthetic register is."""

import datetime
from dataclasses import dataclass, field


@dataclass(slots=True)
class Double:
    """A person who is entered more than once: where and with which faults so far."""

    # id, placement and faults of each entry that has been written
    entries: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)


@dataclass(slots=True)
class Person:
    """One entry. `double` is shared by all entries of one person."""

    name: str
    sex: str
    born: datetime.date | None
    place: str
    mother: str
    nik: str
    relation: str
    id: str = ""
    double: Double | None = None
    placement: str = ""
    faults: tuple[str, ...] = ()
    planted: tuple[str, "Person"] | None = None


@dataclass(slots=True)
class Family:
    """A household; `people` stand in the order in which they are written."""

    kk: str
    area: str
    address: str
    rt: int
    rw: int
    desil: int
    people: list[Person] = field(default_factory=list)
    id: str = ""
