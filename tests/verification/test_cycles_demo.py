"""The demo's round trips: one answered, one being collected, once."""

import pytest

from recipients.demo.spread import CITIES
from tests.factories import HouseholdFactory, PersonFactory, UserFactory, area
from verification.cycle_demo import add_cycles
from verification.models import Cycle, CycleCount, Finding

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    for _ in range(60):
        PersonFactory(household=HouseholdFactory(kelurahan=area()), deceased=True)
    UserFactory(role="officer", area=area("32.73"))
    return CITIES["32.73"]


def test_one_is_answered_and_the_next_is_collected(city, monkeypatch):
    monkeypatch.setattr("verification.cycle_demo.MOST", 40)

    add_cycles(city, 7)

    newest, before = Cycle.objects.all()
    assert [newest.state, before.state] == ["collecting", "returned"]
    assert before.corrections == 40
    assert not before.lines.filter(answer="").exists()
    assert sum(CycleCount.objects.values_list("number", flat=True)) == 40
    accepted = before.lines.filter(answer="accepted").values("finding")
    assert {f.closed_because for f in Finding.objects.filter(pk__in=accepted)} == {"accepted"}


def test_it_is_added_once(city):
    add_cycles(city, 7)
    count = Cycle.objects.count()

    add_cycles(city, 7)

    assert Cycle.objects.count() == count > 0
