"""Publishing: sums agree, Releases chain, nothing is published twice, tampering is found."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from kelurahan import kept, publishing
from kelurahan.models import Figure, Release, WithheldCount
from kelurahan.registry import FigureSource, Indicator, Outcome, Registry
from tests.factories import area

pytestmark = pytest.mark.django_db
DUE = Indicator("due", "due", "families")
RECEIVED = Indicator("received", "received", "families")
FAILED = Indicator("failed", "failed", "families")
DECEASED = Indicator("failed_deceased", "deceased", "families", sensitive=True, part_of="failed")
DUPLICATE = Indicator("failed_duplicate", "twice", "families", sensitive=True, part_of="failed")
MOVED = Indicator("failed_moved", "moved", "families", part_of="failed")
PAID = Indicator("paid", "paid", "payments", by_stage=True)
DEAD = Indicator("dead", "dead", "people", sensitive=True, city_only=True)
KELURAHAN = ["32.73.01.1001", "32.73.01.1002", "32.73.02.1001", "32.73.02.1002"]


def values(*rows):
    """SQL that gives rows (area, indicator, programme, stage, value)."""
    lines = ", ".join(f"('{a}', '{i}', '{p}', {s}, {v}::bigint)" for a, i, p, s, v in rows)
    return f"SELECT * FROM (VALUES {lines}) AS row (a, i, p, s, v)"


@pytest.fixture
def register(monkeypatch):
    """Make the portal publish given rows, and nothing else."""

    def use(*rows):
        for code in KELURAHAN:
            area(code)
        registry = Registry()
        outcome = Outcome("all", "all", DUE, (RECEIVED, FAILED), (DECEASED, DUPLICATE, MOVED))
        registry.add(FigureSource("test", values(*rows), (outcome,), counts=(PAID, DEAD)))
        for module in (publishing, kept):
            monkeypatch.setattr(module, "registry", registry)

    return use


def value(code, indicator, programme="", stage=0):
    return Figure.objects.get(
        area=code, indicator=indicator, programme=programme, stage=stage,
        release=Release.objects.newest(),
    ).value  # fmt: skip


def test_kelurahan_add_up_to_kecamatan_and_city(register):
    register(*((code, "due", "", 0, n) for n, code in enumerate(KELURAHAN, start=1)))

    publishing.publish()

    assert [value(c, "due") for c in ("32.73", "32.73.01", "32.73.02")] == [10, 3, 7]


def test_an_area_without_rows_is_published_as_zero(register):
    register((KELURAHAN[0], "due", "", 0, 5))

    publishing.publish()

    assert value(KELURAHAN[3], "received") == 0


def test_a_city_without_any_row_is_not_published(register):
    area("32.76.01.1001")
    register((KELURAHAN[0], "due", "", 0, 5))

    publishing.publish()

    assert not Figure.objects.filter(area__code__startswith="32.76").exists()


def test_stages_are_published_for_every_area_of_the_city(register):
    register((KELURAHAN[0], "paid", "bst", 2, 5))

    publishing.publish()

    assert value("32.73.01", "paid", "bst", 2) == 5
    assert value(KELURAHAN[1], "paid", "bst", 2) == 0


def test_a_city_only_indicator_stays_above_the_kecamatan(register):
    register((KELURAHAN[0], "dead", "", 0, 3))

    publishing.publish()

    assert list(Figure.objects.filter(indicator="dead").values_list("area", "value")) == [
        ("32.73", 3)
    ]


def test_small_sensitive_counts_are_hidden_with_a_complement(register):
    register(
        *((code, "failed_deceased", "", 0, 3 if code == KELURAHAN[0] else 20) for code in KELURAHAN),
        *((code, "failed_duplicate", "", 0, 30) for code in KELURAHAN),
    )  # fmt: skip

    publishing.publish()

    hidden = Figure.objects.filter(suppressed=True)
    assert set(hidden.values_list("area", flat=True)) == set(KELURAHAN[:2])
    assert set(hidden.values_list("indicator", flat=True)) == {DECEASED.key, DUPLICATE.key}
    assert value("32.73.01", "failed_deceased") == 23


def test_a_count_hidden_before_stays_hidden_where_nothing_changed(register):
    """1001 is as it was; its 3 no longer needs a complement in 1002 but must not be told."""
    rows = [
        *((code, "failed_deceased", "", 0, 3 if code == KELURAHAN[0] else 20) for code in KELURAHAN),
        *((code, "failed_duplicate", "", 0, 30) for code in KELURAHAN),
    ]  # fmt: skip
    register(*rows)
    first = publishing.publish()
    register(*rows, (KELURAHAN[3], "failed_duplicate", "", 0, 5))
    second = publishing.publish()

    hidden = [
        set(r.figures.filter(suppressed=True).values_list("area", "indicator"))
        for r in (first, second)
    ]
    assert hidden[0] == hidden[1] != set()


def test_only_the_counts_withheld_by_the_newest_release_are_kept(register):
    rows = [
        (KELURAHAN[0], "failed_deceased", "", 0, 3),
        (KELURAHAN[1], "failed_deceased", "", 0, 9),
    ]
    register(*rows, (KELURAHAN[0], "due", "", 0, 5))
    publishing.publish()
    register(*rows, (KELURAHAN[0], "due", "", 0, 6))

    second = publishing.publish()

    kept = WithheldCount.objects.values_list("release", "area", "indicator")
    assert set(kept) == set(
        second.figures.filter(suppressed=True).values_list("release", "area", "indicator")
    )


def test_unchanged_figures_make_no_new_release(register):
    register((KELURAHAN[0], "due", "", 0, 5))
    first = publishing.publish()

    assert publishing.publish() == first
    assert Release.objects.count() == 1


def test_force_publishes_unchanged_figures_again(register):
    register((KELURAHAN[0], "due", "", 0, 5))
    publishing.publish()

    again = publishing.publish(force=True, note="a signature was added")

    assert (again.number, again.note) == (2, "a signature was added")


def test_unchanged_figures_of_a_later_release_are_recognised(register):
    register((KELURAHAN[0], "due", "", 0, 5))
    publishing.publish()
    register((KELURAHAN[0], "due", "", 0, 6))
    second = publishing.publish()

    assert publishing.publish() == second


def test_hash_is_of_the_previous_hash_and_the_canonical_rows(register):
    register((KELURAHAN[0], "due", "", 0, 5))
    first = publishing.publish()
    register((KELURAHAN[0], "due", "", 0, 6))
    second = publishing.publish()

    rows = second.figures.order_by("area_id", "indicator", "programme", "stage")
    lines = "".join(
        f"{f.area_id},{f.indicator},{f.programme},{f.stage},{'' if f.suppressed else f.value}\n"
        for f in rows
    )
    assert second.previous == first
    assert second.sha256 == hashlib.sha256(f"{first.sha256}\n{lines}".encode()).hexdigest()


def test_a_published_release_is_intact(register):
    register((KELURAHAN[0], "due", "", 0, 5), (KELURAHAN[1], "paid", "bst", 10, 7),
             (KELURAHAN[1], "paid", "bst", 9, 7))  # fmt: skip

    assert publishing.verify(publishing.publish())


def test_a_published_release_takes_no_more_figures(register):
    register((KELURAHAN[0], "due", "", 0, 5))
    release = publishing.publish()

    with pytest.raises(IntegrityError, match="takes no more figures"), transaction.atomic():
        Figure.objects.create(release=release, area_id="32.73", indicator="invented", value=1)

    assert publishing.verify(release)


@pytest.mark.parametrize(
    "tamper",
    [
        "UPDATE kelurahan_figure SET value = value + 1 WHERE area_id = '32.73' AND indicator = 'due'",
        "DELETE FROM kelurahan_figure WHERE indicator = 'received' AND area_id = '32.73.01.1002'",
        "UPDATE kelurahan_figure SET programme = 'bpnt' WHERE programme = 'bst'",
        "UPDATE kelurahan_figure SET value = NULL, suppressed = true WHERE indicator = 'due'",
    ],
)
def test_a_changed_figure_is_found(register, tamper):
    register((KELURAHAN[0], "due", "", 0, 5), (KELURAHAN[0], "paid", "bst", 1, 5))
    release = publishing.publish()

    with pgtrigger.ignore("kelurahan.Figure:immutable"), connection.cursor() as cursor:
        cursor.execute(tamper)
        assert cursor.rowcount

    assert not publishing.verify(release)
    with pytest.raises(CommandError, match="changed since: 1"):
        call_command("publish_figures", "--check")


def test_the_check_of_all_releases_publishes_nothing(register, capsys):
    register((KELURAHAN[0], "due", "", 0, 5))
    publishing.publish()
    publishing.publish(force=True)
    register((KELURAHAN[0], "due", "", 0, 6))

    call_command("publish_figures", "--check")

    assert capsys.readouterr().out == "2 releases are as they were published.\n"
    assert Release.objects.count() == 2


def test_the_database_refuses_to_change_a_figure(register):
    register((KELURAHAN[0], "due", "", 0, 5))
    release = publishing.publish()

    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        release.figures.update(value=9)


def test_a_publication_that_breaks_off_leaves_nothing_behind(register, monkeypatch):
    register((KELURAHAN[0], "due", "", 0, 5))
    monkeypatch.setattr(publishing, "_store", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        publishing.publish()

    assert not Release.objects.exists()


def test_command_publishes_with_its_note(register, capsys):
    register((KELURAHAN[0], "due", "", 0, 5))

    call_command("publish_figures", note="first figures")

    release = Release.objects.newest()
    assert release.note == "first figures"
    assert release.sha256 in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_two_publishers_at_once_make_one_release(register):
    register((KELURAHAN[0], "due", "", 0, 5))

    def work():
        try:
            return publishing.publish().number
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        numbers = [future.result() for future in [pool.submit(work) for _ in range(2)]]

    assert numbers == [1, 1]
