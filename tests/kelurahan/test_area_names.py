"""How names of areas are written."""

import pytest

from kelurahan.area_names import display_name, is_shouting


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("KOTA BANDUNG", "Kota Bandung"),
        ("KABUPATEN PANGKAJENE DAN KEPULAUAN", "Kabupaten Pangkajene dan Kepulauan"),
        ("DKI JAKARTA", "DKI Jakarta"),
        ("DAERAH ISTIMEWA YOGYAKARTA", "DI Yogyakarta"),
        ("SISARAHILI MA'U", "Sisarahili Ma'u"),
        ("LALAI I/II", "Lalai I/II"),
        ("HAURPUGUR-XIV", "Haurpugur-XIV"),
        ("TOLI-TOLI", "Toli-Toli"),
        ("Keude Bakongan", "Keude Bakongan"),
        ("lamuk", "Lamuk"),
        ("  Kota\u00a0 Depok ", "Kota Depok"),
    ],
)
def test_a_name_is_shown_readably(source, shown):
    assert display_name(source, shouting=True) == shown


def test_an_abbreviation_in_a_file_of_mixed_case_stays():
    assert display_name("MKCM", shouting=False) == "MKCM"


def test_a_file_shouts_when_most_of_its_names_do():
    assert is_shouting(["KOTA BANDUNG", "KOTA DEPOK", "Kota Bogor"])
    assert not is_shouting(["MKCM", "Sukarasa", "Gegerkalong"])
    assert not is_shouting([])
