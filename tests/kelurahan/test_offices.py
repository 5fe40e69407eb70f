"""manage.py load_offices: all of a file or none of it."""

import pytest
from django.core.management import CommandError, call_command

from kelurahan.models import AreaOffice
from tests.factories import area

pytestmark = pytest.mark.django_db
HERE = "32.73.05.1006"
HEAD = "code,address,telephone,hours,map_link\n"
GOOD = (
    f'{HERE},"Jl. Uji 1, Bandung",(022) 123-4567,Senin–Jumat 08.00–15.00,https://peta.example/1\n'
)


@pytest.fixture
def load(tmp_path):
    area(HERE)

    def load(text):
        path = tmp_path / "kantor.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        call_command("load_offices", path)

    return load


def test_office_is_kept(load):
    load("\ufeff" + HEAD + GOOD)

    office = AreaOffice.objects.get(area=HERE)
    assert (office.address, office.telephone) == ("Jl. Uji 1, Bandung", "(022) 123-4567")


def test_loading_again_replaces(load):
    load(HEAD + GOOD)
    load(HEAD + GOOD.replace("Uji 1", "Uji 2"))

    assert AreaOffice.objects.get().address == "Jl. Uji 2, Bandung"


@pytest.mark.parametrize(
    "text",
    [
        "", "code,address\n" + GOOD, HEAD, b"\xff\xfe\x00", HEAD + GOOD + GOOD,
        HEAD + GOOD + "32.73.99.1001,Jl. Uji,,,\n",
        HEAD + f"{HERE},,,,\n",
        HEAD + f"{HERE},Jl. Uji,panggil saya,,\n",
        HEAD + f"{HERE},Jl. Uji,,,javascript:alert(1)\n",
        HEAD + f"{HERE},Jl. Uji,,,http://peta.example/\n",
        HEAD + f"{HERE},{'x' * 201},,,\n",
    ],
    ids=range(11),
)  # fmt: skip
def test_broken_file_changes_nothing(load, text):
    with pytest.raises(CommandError):
        load(text)

    assert not AreaOffice.objects.exists()
