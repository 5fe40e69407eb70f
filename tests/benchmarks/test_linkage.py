"""The generator of registers with known doubles, and the judge of found pairs."""

import csv
import json
from io import StringIO

import pytest
from django.core.management import call_command

from benchmarks.linkage.__main__ import make
from benchmarks.linkage.evaluate import judge, told
from benchmarks.linkage.faults import PRESETS
from tests.imports.files import officer

PEOPLE = 3_000


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("linkage")
    make(folder, people=PEOPLE, seed=5)
    return folder


def test_same_seed_makes_the_same_files(folder, tmp_path):
    make(tmp_path, people=PEOPLE, seed=5)

    for name in ("roster.csv", "truth.csv", "planted.csv"):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


def test_another_seed_makes_another_register(folder, tmp_path):
    make(tmp_path, people=PEOPLE, seed=6)

    assert (tmp_path / "roster.csv").read_bytes() != (folder / "roster.csv").read_bytes()


def test_truth_names_each_pair_of_entries_once(folder):
    ids = {row["id_individu"] for row in rows(folder / "roster.csv")}
    pairs = [(row["first"], row["second"]) for row in rows(folder / "truth.csv")]

    assert len(set(pairs)) == len(pairs)
    assert all(first < second and {first, second} <= ids for first, second in pairs)


def test_truth_is_closed(folder):
    pairs = {(row["first"], row["second"]) for row in rows(folder / "truth.csv")}
    partners = {}
    for first, second in pairs:
        partners.setdefault(first, {first}).add(second)
        partners.setdefault(second, {second}).add(first)

    assert all(partners[one] == partners[other] for one, other in pairs)


@pytest.mark.parametrize(
    ("preset", "least", "most"), [("usual", 0.03, 0.055), ("few", 0.005, 0.02)]
)
def test_share_of_doubles_follows_the_preset(tmp_path, preset, least, most):
    make(tmp_path, people=10_000, seed=1, preset=preset)

    assert least < len(rows(tmp_path / "truth.csv")) / 10_000 < most


def test_planted_lookalikes_are_no_doubles(folder):
    true = {(row["first"], row["second"]) for row in rows(folder / "truth.csv")}
    planted = rows(folder / "planted.csv")

    assert {row["kind"] for row in planted} >= {"twin", "siblings", "namesake", "son"}
    assert not true & {(row["first"], row["second"]) for row in planted}


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_every_preset_makes_a_register(tmp_path, preset):
    entries = make(tmp_path, people=300, seed=3, preset=preset)

    assert len(rows(tmp_path / "roster.csv")) == entries >= 300


def test_columns_can_be_left_out(tmp_path):
    make(tmp_path, people=200, seed=1, preset="no_mother")

    assert not {"tempat_lahir", "nama_ibu_kandung"} & set(rows(tmp_path / "roster.csv")[0])


@pytest.mark.django_db
@pytest.mark.usefixtures("no_heartbeat")
@pytest.mark.parametrize("preset", ["heavy", "no_mother"])
def test_every_row_is_imported(tmp_path, preset):
    call_command("load_areas", verbosity=0)
    entries = make(tmp_path, people=400, seed=2, preset=preset)
    out = StringIO()

    call_command("import_file", "dtks_roster", str(tmp_path / "roster.csv"), "--as",
                 officer().username, "--json", stdout=out)  # fmt: skip

    outcome = json.loads(out.getvalue())
    assert (outcome["refused"], outcome["new"]) == (0, entries)


@pytest.fixture
def truth(tmp_path):
    path = tmp_path / "truth.csv"
    path.write_text(
        "first,second,placement,faults\na,b,moved,name_typing\nc,d,split,\ne,f,moved,\n"
    )
    (tmp_path / "planted.csv").write_text("first,second,kind\na,g,twin\n")
    return path


def test_judge_counts_right_pairs_whatever_their_order(truth):
    found = judge(truth, [("b", "a"), ("c", "d"), ("g", "a"), ("x", "y")])

    assert (found.precision, found.recall) == (0.5, 2 / 3)
    assert found.recalls["placed moved"] == (1, 2)
    assert found.false_alarms == {"twin": 1, "not planted": 1}


def test_judge_of_nothing_found_is_nought(truth):
    assert judge(truth, []).f1 == 0
    assert "recall 0.0000" in told(judge(truth, []))
