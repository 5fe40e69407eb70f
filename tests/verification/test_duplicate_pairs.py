import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from tests.factories import PersonFactory
from verification.models import DuplicateModel, DuplicatePair

pytestmark = pytest.mark.django_db


@pytest.fixture
def model():
    return DuplicateModel.objects.create(version=1_000, content={}, trained_at=timezone.now())


def pair_of(model, first, second, **fields):
    return DuplicatePair.objects.create(
        first=first, second=second, model=model, probability=0.9, weight=9, is_one_family=False,
        facts="0" * 32, cluster=first.pk, found_at=timezone.now(), **fields,
    )  # fmt: skip


def test_pair_goes_with_a_person_whom_an_undone_import_deletes(model):
    pair_of(model, PersonFactory(), second := PersonFactory())

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM recipients_person WHERE id = %s", [second.pk])

    assert not DuplicatePair.objects.exists()


def test_pair_stands_smaller_id_first(model):
    first, second = PersonFactory(), PersonFactory()

    with pytest.raises(IntegrityError, match="smaller_id_first"), transaction.atomic():
        pair_of(model, second, first)


def test_decision_names_who_decided(model):
    with pytest.raises(IntegrityError, match="decided_by_someone"), transaction.atomic():
        pair_of(model, PersonFactory(), PersonFactory(), state="same")


def test_weights_of_a_model_stay(model):
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        DuplicateModel.objects.filter(pk=model.pk).update(content={"threshold": 0})
