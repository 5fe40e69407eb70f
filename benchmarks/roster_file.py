"""A DTKS roster of any size as CSV or XLSX, the same for the same seed; no real person's data."""

import csv
import random
from collections.abc import Iterator
from pathlib import Path

GIVEN = str.split(
    "Siti Muhammad Asep Dede Neng Rina Budi Agus Dewi Euis Ujang Cecep Yayan Tatang Iis Nining"
    " Ahmad Abdul Nur Sri Rudi Hendra Yanti Lilis Wawan Dadang Nana Entin Eneng Jajang"
)
FAMILY = str.split(
    "Rusdiantono Hidayat Suryana Kurniawan Setiawan Nurhayati Rohmat Permana Sutisna Maryati"
    " Komariah Gunawan Saputra Wulandari Fitriani Hermawan Supriatna Juariah Ramdani Lestari"
)
HEADER = (
    "id_keluarga", "id_individu", "kode_kelurahan", "nama", "nik", "no_kk", "tanggal_lahir",
    "jenis_kelamin", "hubungan_keluarga", "alamat", "rt", "rw", "desil",
)  # fmt: skip


def rows(people: int, areas: list[str], seed: int = 1) -> Iterator[tuple[str, ...]]:
    """Yield `people` rows in families of one to five, a million people in 320,000 families."""
    chance = random.Random(seed)
    person = family = 0
    while person < people:
        family += 1
        area = chance.choice(areas)
        kk = f"327305{chance.randint(1, 28):02}{chance.randint(1, 12):02}15{family % 10_000:04}"
        address = f"Jl. {chance.choice(FAMILY)} {chance.randint(1, 200)}"
        home = (address, *(str(chance.randint(1, most)) for most in (12, 15, 4)))  # rt, rw, desil
        surname = chance.choice(FAMILY)
        for place in range(min(chance.choice((2, 3, 3, 3, 4, 4)), people - person)):
            person += 1
            yield _member(chance, person, family, area, kk, surname, place, home)


def _member(
    chance: random.Random, person: int, family: int, area: str, kk: str, surname: str,
    place: int, home: tuple[str, ...],
) -> tuple[str, ...]:  # fmt: skip
    day, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.randint(1940, 2019)
    female = chance.random() < 0.5
    nik = f"327305{day + 40 * female:02}{month:02}{year % 100:02}{1 + person % 9998:04}"
    relation = ("kepala keluarga", "istri", "anak", "anak", "anak")[place]
    return (
        f"KEL-{family:08}", f"IND-{person:09}", area, f"{chance.choice(GIVEN)} {surname}", nik, kk,
        f"{day:02}-{month:02}-{year}", "P" if female else "L", relation, *home,
    )  # fmt: skip


def write_csv(path: Path, people: int, areas: list[str], seed: int = 1) -> None:
    """Write the roster as CSV."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows(people, areas, seed))


def write_xlsx(path: Path, people: int, areas: list[str], seed: int = 1) -> None:
    """Write the roster as XLSX."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("roster")
    sheet.append(HEADER)
    for row in rows(people, areas, seed):
        sheet.append(row)
    book.save(path)
