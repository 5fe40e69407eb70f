"""The page on which the model of duplicates is watched."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import PersonFactory
from tests.verification.doubles import model_of_tests, pair_of
from tests.verification.rules import with_nik
from verification.actions import decide
from verification.actions.models_of_duplicates import activate_model
from verification.actions.quality import measure_quality
from verification.duplicates import comparisons
from verification.models import (
    DuplicateModel,
    DuplicateRun,
    ModelActivation,
    RegisterQuality,
)
from workspace.duplicates.telling import seen
from workspace.duplicates.watching import wilson
from workspace.duplicates.words import BIRTH, COMPARED, LETTERS, NIK, NIK_AND_BIRTH

pytestmark = pytest.mark.django_db
PAGE = "/petugas/ganda/model/"


@pytest.fixture
def office(client, officer):
    client.force_login(officer)
    return client


def _half(compared):
    levels = {"bits": 1.5, "m": None, "u": None}
    return {
        "prior": -12.0,
        "comparisons": {one.key: {level.key: levels for level in one.levels} for one in compared},
    }


def trained(version=7, **fields):
    content = {name: _half(compared) for name, compared in comparisons.HALVES.items()}
    return DuplicateModel.objects.create(
        version=version, content=content | {"threshold": 0.9}, trained_at=timezone.now(), **fields
    )


def band(response, name):
    return next(one for one in response.context["bands"] if one.name == name)


def test_precision_is_what_officers_decided(office, officer):
    for verdict in ("same", "same", "same", "different", "unsure"):
        decide(pair=pair_of(probability=0.97), verdict=verdict, by=officer)
    pair_of(probability=0.97)

    found = band(office.get(PAGE), "95")

    assert (found.same, found.different, found.unsure, found.waiting) == (3, 1, 1, 1)
    assert found.precision == 75


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(0, 10, "0.00", "27.75"), (10, 10, "72.25", "100.00"), (95, 100, "88.82", "97.85")],
)
def test_interval_is_wilsons(hits, of, low, high):
    assert tuple(map(str, wilson(hits, of))) == (low, high)


def test_nothing_tried_has_no_interval():
    assert wilson(0, 0) is None


def test_decisions_are_counted_by_week(office, officer):
    for verdict in ("same", "different", "different"):
        decide(pair=pair_of(), verdict=verdict, by=officer)

    ((week, counts),) = office.get(PAGE).context["weeks"]

    assert (week.weekday(), counts["same"], counts["different"]) == (0, 1, 2)


def test_page_takes_the_same_queries_whatever_it_shows(office, officer):
    trained(is_active=True)
    decide(pair=pair_of(), verdict="same", by=officer)
    with CaptureQueriesContext(connection) as one:
        office.get(PAGE)
    for number in range(5):
        decide(pair=pair_of(), verdict="different", by=officer)
        trained(10 + number)
        RegisterQuality.objects.create(
            measured_on=datetime.date(2020, 1, 1 + number), people=10,
            **dict.fromkeys(_faults(), 1),
        )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        office.get(PAGE)

    assert len(many) == len(one) <= 12


def _faults():
    return [
        "nik_missing", "nik_malformed", "nik_shared", "born_missing", "born_filled_in",
        "name_one_word", "name_odd", "mother_missing",
    ]  # fmt: skip


def test_weights_of_the_model_in_use_are_told(office):
    trained(is_active=True)

    halves = {half.name: half for half in office.get(PAGE).context["halves"]}

    assert set(halves) == {"within", "across"}
    assert sum(len(one.levels) for one in halves["across"].comparisons) > 50


def test_search_under_way_refreshes_the_page(office):
    run = DuplicateRun.objects.create(model=model_of_tests(), state="running", chunks=8)
    assert 'http-equiv="refresh"' in office.get(PAGE).text

    DuplicateRun.objects.filter(pk=run.pk).update(state="done", finished_at=timezone.now())

    assert 'http-equiv="refresh"' not in office.get(PAGE).text


def test_model_is_put_to_use_with_who_did_it(office, officer):
    before, model = trained(1, is_active=True), trained(2)

    office.post(reverse("duplicates:activate", args=[model.pk]))

    before.refresh_from_db()
    model.refresh_from_db()
    assert (before.is_active, model.is_active) == (False, True)
    assert ModelActivation.objects.get().by == officer


def test_model_put_to_use_twice_is_noted_once(officer):
    model = trained()

    for _ in range(2):
        activate_model(model=model, by=officer)

    assert ModelActivation.objects.count() == 1


def test_model_that_cannot_be_read_is_not_used(officer):
    with pytest.raises(ValidationError):
        activate_model(model=model_of_tests(), by=officer)

    assert not DuplicateModel.objects.filter(is_active=True, version=1_000).exists()


def test_lurah_changes_no_model(lurah):
    with pytest.raises(PermissionDenied):
        activate_model(model=trained(), by=lurah)


def test_activations_stay(officer):
    activate_model(model=trained(), by=officer)

    with pytest.raises(DatabaseError), transaction.atomic():
        ModelActivation.objects.all().delete()


def test_page_is_for_the_office(page):
    assert page.get(PAGE).status_code == 403


def test_lurah_starts_no_search(page):
    assert page.post(reverse("duplicates:search")).status_code == 403


def test_officer_starts_a_search(office, officer):
    office.post(reverse("duplicates:search"))

    run = DuplicateRun.objects.get()
    assert (run.state, run.by) == ("waiting", officer)


def test_faults_of_listed_people_are_measured():
    with_nik(name="Tono", mother_name="Siti")
    with_nik(name="Tono Rusdiantono", birth_date=datetime.date(1970, 1, 1))
    with_nik("123", status="malformed", name="T0no Rusdi", birth_date=None)
    gone = PersonFactory()
    gone.merged_into = PersonFactory(name="Tono R", birth_date=datetime.date(1980, 12, 31))
    gone.save()

    found = measure_quality()

    assert {name: getattr(found, name) for name in ("people", *_faults())} == {
        "people": 4, "nik_missing": 1, "nik_malformed": 1, "nik_shared": 2, "born_missing": 1,
        "born_filled_in": 2, "name_one_word": 1, "name_odd": 1, "mother_missing": 3,
    }  # fmt: skip


def test_register_is_measured_once_a_day():
    assert measure_quality()

    assert measure_quality() is None


def test_register_is_measured_again_after_a_search():
    RegisterQuality.objects.create(
        measured_on=timezone.localdate() - datetime.timedelta(days=2), people=0,
        **dict.fromkeys(_faults(), 0),
    )  # fmt: skip
    assert measure_quality() is None

    DuplicateRun.objects.create(
        model=model_of_tests(), state="done", finished_at=timezone.now(),
    )  # fmt: skip

    assert measure_quality()


def test_more_faults_than_people_are_refused():
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterQuality.objects.create(
            measured_on=timezone.localdate(), people=1, **dict.fromkeys(_faults(), 2)
        )


def test_every_level_of_the_model_has_words():
    silent = [
        (compared.key, level.key)
        for half in comparisons.HALVES.values()
        for compared in half
        for level in compared.levels
        if compared.key not in COMPARED
        or (compared.key != LETTERS and str(seen(compared.key, level.key)) == level.key)
        or (compared.key == NIK_AND_BIRTH and not {*level.key.split("/")} <= {*NIK, *BIRTH})
    ]

    assert silent == []
