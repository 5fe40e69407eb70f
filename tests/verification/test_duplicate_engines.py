"""The model of duplicates applied and learnt by Splink, on DuckDB and on Spark."""

import json
import math
import sys
from importlib.util import find_spec
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from benchmarks.linkage.__main__ import make
from tests.imports.conftest import no_heartbeat  # noqa: F401
from tests.imports.files import officer
from verification.duplicates import spec
from verification.duplicates.engines import base, settings
from verification.models import DuplicateModel

PEOPLE = 1_500
has_splink = pytest.mark.skipif(
    find_spec("splink") is None, reason="requirements/linkage.txt is not installed"
)
has_spark = pytest.mark.skipif(
    find_spec("pyspark") is None, reason="requirements/linkage-spark.txt is not installed"
)


@pytest.mark.parametrize("number", range(4))
def test_settings_give_each_level_the_weight_of_the_model(number):
    where, half = list(spec.load(spec.shipped()).halves())[number]
    told = settings.of(where, half, "duckdb")["comparisons"]

    for described, (_comparison, levels) in zip(told, half.comparisons, strict=True):
        for level, (_level, weight) in zip(described["comparison_levels"], levels, strict=True):
            found = math.log2(level["m_probability"] / level["u_probability"])
            # The SQL of the spec rounds what is typical to tenths.
            assert found == pytest.approx(weight.bits, abs=0.051 * abs(weight.rarity) + 1e-4)


def test_settings_try_a_condition_for_each_level_but_the_last():
    half = spec.load(spec.shipped()).across

    for comparison, levels in half.comparisons:
        conditions = settings.conditions(comparison)
        assert len(conditions) == len(levels) - 1
        assert all(conditions)


def test_frequency_of_a_rarity_is_that_many_tenths_of_a_bit():
    assert "(10, 5.00000000000000000e-01)" in settings.frequencies_sql("name_rarity")


@pytest.mark.parametrize(
    ("engine", "package", "extra"),
    [("duckdb", "duckdb", "linkage.txt"), ("spark", "pyspark", "linkage-spark.txt")],
)
def test_missing_extra_is_told_with_its_remedy(monkeypatch, tmp_path, engine, package, extra):
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.setitem(sys.modules, f"{package}.sql", None)
    monkeypatch.delitem(sys.modules, f"verification.duplicates.engines.on_{engine}", raising=False)

    with pytest.raises(base.MissingPackagesError, match=extra):
        base.opened(engine, tmp_path)


def test_engine_without_a_file_is_refused():
    with pytest.raises(CommandError, match="--json"):
        call_command("find_duplicates", "--engine", "duckdb")


def test_activating_needs_somebody_who_does_it(db):
    with pytest.raises(CommandError, match="--as"):
        call_command("train_duplicates", "--activate")


@pytest.fixture
def register(db, tmp_path, no_heartbeat):  # noqa: F811
    call_command("load_areas", verbosity=0)
    make(tmp_path, people=PEOPLE, seed=3)
    call_command("import_file", "dtks_roster", str(tmp_path / "roster.csv"), "--yes", "--as",
                 officer().username, "--json", stdout=StringIO())  # fmt: skip
    return tmp_path


def pairs(folder, engine):
    path = folder / f"{engine}.json"
    call_command("find_duplicates", "--engine", engine, "--json", str(path), "--folder",
                 str(folder), stdout=StringIO(), verbosity=0)  # fmt: skip
    found = json.loads(path.read_text())["pairs"]
    return {(pair["first_id"], pair["second_id"]): pair["probability"] for pair in found}


@has_splink
@pytest.mark.filterwarnings("default")
def test_duckdb_finds_the_pairs_of_postgresql(register):
    before = set(register.iterdir())

    ours, theirs = pairs(register, "postgres"), pairs(register, "duckdb")

    assert ours.keys() == theirs.keys()
    assert len(ours) > PEOPLE / 50
    assert ours == pytest.approx(theirs, abs=2e-6)
    assert {path.name for path in set(register.iterdir()) - before} == {
        "postgres.json", "duckdb.json",
    }  # fmt: skip


@has_spark
@pytest.mark.filterwarnings("default")
def test_spark_finds_the_pairs_of_duckdb(register):
    assert pairs(register, "spark") == pytest.approx(pairs(register, "duckdb"), abs=2e-6)


@has_splink
@pytest.mark.filterwarnings("default")
def test_trained_model_is_kept_as_a_version_that_can_be_used(register):
    out = StringIO()

    call_command("train_duplicates", "--pairs", "1e5", "--folder", str(register), stdout=out)

    model = DuplicateModel.objects.latest("version")
    assert (model.is_active, model.is_shipped, model.trained_on["engine"]) == (
        False, False, "duckdb",
    )  # fmt: skip
    assert spec.load(model.content).threshold > 0.5
    assert model.trained_on["unseen"] == out.getvalue().count("\n  ")
