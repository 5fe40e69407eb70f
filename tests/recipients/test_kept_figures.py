"""What is kept of each kelurahan is what counting everybody would give, whatever was written."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kelurahan import kept
from kelurahan.models import ChangedArea, KeptFigures
from recipients.models import Disbursement, Enrolment, Household, Person, Programme, Stage
from tests.factories import (
    DisbursementFactory,
    HouseholdFactory,
    PersonFactory,
    ProgrammeFactory,
    StageFactory,
    area,
)

CODES = ["32.73.05.1006", "32.73.05.1005", "32.73.01.1001"]
GONE = {"status": "deactivated", "deactivated_because": "moved",
        "deactivated_on": datetime.date(2020, 6, 4)}  # fmt: skip
FATES = [
    {"status": "paid", "paid_on": datetime.date(2020, 5, 2), "failed_because": ""},
    {"status": "failed", "paid_on": None, "failed_because": "deceased"},
    {"status": "returned", "paid_on": None, "failed_because": "moved"},
    {"status": "planned", "paid_on": None, "failed_because": ""},
]


def family(code=CODES[0], **fields):
    return HouseholdFactory(kelurahan=area(code), **fields)


def payment(household, slug="bst", number=1):
    enrolment, _ = Enrolment.objects.get_or_create(
        household=household, programme=ProgrammeFactory(slug=slug)
    )
    stage = StageFactory(programme=enrolment.programme, number=number)
    if not enrolment.disbursements.filter(stage=stage).exists():
        DisbursementFactory(enrolment=enrolment, stage=stage)


def some(model, n):
    """A row of the model, or none, as a QuerySet: writing to none is a write too."""
    rows = list(model.objects.order_by("pk").values_list("pk", flat=True))
    return model.objects.filter(pk=rows[n % len(rows)] if rows else 0)


def any_family(n):
    return some(Household, n).first() or family()


WRITES = {
    "family": lambda n: family(CODES[n % 3], register=["dtks", "non_dtks"][n % 2]),
    "person": lambda n: PersonFactory(household=any_family(n), deceased=n % 2 == 0),
    "payment": lambda n: payment(any_family(n), ["bst", "bpnt"][n % 2], n % 3 + 1),
    "move family": lambda n: some(Household, n).update(kelurahan=CODES[n % 3]),
    "move all": lambda n: Household.objects.update(kelurahan=CODES[n % 3]),
    "relist": lambda n: some(Household, n).update(register=["dtks", "non_dtks"][n % 2]),
    "deactivate": lambda n: some(Household, n).update(**GONE),
    "move person": lambda n: some(Person, n).update(household=any_family(n + 1)),
    "died": lambda n: some(Person, n).update(deceased=True),
    "remove person": lambda n: some(Person, n).delete(),
    "fate": lambda n: some(Disbursement, n).update(**FATES[n % 4]),
    "all fates": lambda n: Disbursement.objects.update(**FATES[n % 4]),
    "amount": lambda n: some(Disbursement, n).update(amount=n),
    "channel": lambda n: some(Disbursement, n).update(channel=["pos", "bjb"][n % 2]),
    "remove payment": lambda n: some(Disbursement, n).delete(),
    "give payment": lambda n: Enrolment.objects.filter(disbursements__isnull=False).exclude(
        programme__enrolments__household=any_family(n)
    ).update(household=any_family(n)),
    "rename": lambda n: some(Programme, n).update(slug=f"program-{n}"),
    "renumber": lambda n: some(Stage, n).update(number=10 + n),
    "later": lambda n: some(Stage, n).update(period_end=datetime.date(2020 + n % 9, 12, 31)),
    "refresh": lambda _: kept.refresh(),
}  # fmt: skip


@pytest.mark.django_db
@given(st.lists(st.tuples(st.sampled_from(sorted(WRITES)), st.integers(0, 11)), max_size=9))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_is_kept_is_what_counting_everybody_gives(writes):
    with transaction.atomic():
        for code in CODES:
            payment(family(code))
        kept.refresh()
        for name, n in writes:
            with suppress(IntegrityError), transaction.atomic():  # what is refused counts nowhere
                WRITES[name](n)
        assert sorted(kept.added_up()) == sorted(kept.everybody())
        kept.refresh()
        assert not ChangedArea.objects.exists()
        assert sorted(kept.added_up()) == sorted(kept.everybody())
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_only_kelurahan_with_a_change_are_computed_anew(monkeypatch):
    for code in CODES:
        payment(family(code))
    kept.refresh()
    Disbursement.objects.filter(enrolment__household__kelurahan=CODES[1]).update(amount=1)
    computed = []
    monkeypatch.setattr(kept, "_compute", computed.append)

    kept.refresh()

    assert computed == [[CODES[1]]]


@pytest.mark.django_db
def test_rows_of_one_transaction_leave_one_note_per_kelurahan():
    kept.refresh()
    household = family()
    for _ in range(3):
        PersonFactory(household=household)

    assert list(ChangedArea.objects.values_list("code", flat=True)) == [CODES[0]]


@pytest.mark.django_db
def test_a_large_statement_has_everything_counted_anew():
    household = family()
    kept.refresh()
    Person.objects.bulk_create(
        Person(household=household, name="Uji", relation="other") for _ in range(5001)
    )

    assert list(ChangedArea.objects.values_list("code", flat=True)) == [""]
    assert sorted(kept.added_up()) == sorted(kept.everybody())


@pytest.mark.django_db(transaction=True)
def test_emptying_a_table_is_noted():
    payment(family())
    kept.refresh()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE recipients_disbursement CASCADE")

    assert sorted(kept.added_up()) == sorted(kept.everybody())


@pytest.mark.django_db
def test_figures_of_another_version_of_the_code_do_not_count():
    payment(family())
    kept.refresh()
    KeptFigures.objects.update(version="old", values=[])

    assert sorted(kept.added_up()) == sorted(kept.everybody())
    kept.refresh()
    assert not KeptFigures.objects.filter(version="old").exists()


@pytest.mark.django_db
def test_counting_anew_names_and_mends_what_was_wrong(capsys):
    payment(family())
    payment(family(CODES[2]))
    kept.refresh()
    KeptFigures.objects.filter(pk=CODES[2]).update(values=[], stages=[], programmes=[])

    call_command("publish_figures", full=True)

    assert capsys.readouterr().err.endswith(f": {CODES[2]}\n")
    assert sorted(kept.added_up()) == sorted(kept.everybody())


def elsewhere(work):
    """Do `work` on a connection of its own, and wait for it."""

    def run():
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


def move_family():
    Household.objects.filter(kelurahan=CODES[0]).update(kelurahan=CODES[2])


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_not_committed_is_neither_counted_nor_forgotten():
    payment(family())
    area(CODES[2])
    kept.refresh()
    before = sorted(kept.everybody())

    with transaction.atomic():
        move_family()
        elsewhere(kept.refresh)
        assert elsewhere(lambda: sorted(kept.added_up())) == before

    assert sorted(kept.added_up()) == sorted(kept.everybody()) != before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("noted", [[], [CODES[0]], [CODES[2]]])
def test_a_family_that_moves_meanwhile_is_counted_once(monkeypatch, noted):
    payment(family())
    area(CODES[2])
    kept.refresh()
    with connection.cursor() as cursor:
        cursor.execute("SELECT kelurahan_note_changed(%s)", [noted])
    look, moves = kept._changed, [move_family]

    def changed():
        codes = look()
        while moves:
            elsewhere(moves.pop())
        return codes

    monkeypatch.setattr(kept, "_changed", changed)

    assert sorted(kept.added_up()) == sorted(kept.everybody())


@pytest.mark.django_db(transaction=True)
def test_a_change_while_figures_are_computed_stays_noted(monkeypatch):
    payment(family())
    area(CODES[2])
    compute = kept._compute

    def computed(codes):
        compute(codes)
        elsewhere(move_family)

    monkeypatch.setattr(kept, "_compute", computed)

    kept.refresh()

    assert set(ChangedArea.objects.values_list("code", flat=True)) == {CODES[0], CODES[2]}
    assert sorted(kept.added_up()) == sorted(kept.everybody())


@pytest.mark.django_db(transaction=True)
def test_writers_of_one_kelurahan_do_not_wait_for_each_other():
    first, second = family(), family()
    kept.refresh()

    with transaction.atomic():
        Household.objects.filter(pk=first.pk).update(register="non_dtks")
        elsewhere(lambda: Household.objects.filter(pk=second.pk).update(register="non_dtks"))

    assert ChangedArea.objects.filter(code=CODES[0]).count() == 2


def test_only_codes_of_kelurahan_get_into_sql():
    with pytest.raises(ValueError, match="no codes"):
        kept._array(["32.73'; DROP"])
