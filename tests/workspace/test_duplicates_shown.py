"""Likely doubles are shown before a proposal is sent, and on the page of a family."""

import pytest

from tests.factories import PersonFactory, area
from tests.verification.doubles import model_of_names, pair_of, with_traits
from tests.workspace.conftest import OTHER, OWN
from tests.workspace.test_proposing import ADD, FAMILY
from verification.models import DuplicateModel, Proposal

pytestmark = pytest.mark.django_db
NAME = "Budi Santoso"


@pytest.fixture
def page(client, facilitator):
    area(OWN)
    client.force_login(facilitator)
    return client


@pytest.fixture
def model(db):
    return model_of_names()


def concerns(response):
    return [(one.kind, one.household) for one in response.context["draft"].concerns]


def namesake(**fields):
    (person,) = with_traits(PersonFactory(name=NAME, birth_date=None, **fields))
    return person


def shown(client, household):
    return client.get(f"/petugas/keluarga/{household.pk}/")


def test_likely_double_is_shown_before_it_is_proposed(page, model):
    person = namesake()

    response = page.post(ADD, FAMILY)

    assert ("likely", person.household) in concerns(response)
    assert not Proposal.objects.exists()


def test_likely_double_that_was_seen_is_proposed(page, model):
    namesake()
    mark = page.post(ADD, FAMILY).context["draft"].mark

    page.post(ADD, FAMILY | {"seen": mark})

    assert Proposal.objects.exists()


def test_of_a_likely_double_elsewhere_only_that_it_is_there_is_told(page, model):
    namesake(household__kelurahan=area(OTHER), household__address="Jl. Rahasia 1")

    response = page.post(ADD, FAMILY)

    assert ("likely", None) in concerns(response)
    assert "Rahasia" not in response.text


def test_merged_entry_is_no_likely_double(page, model):
    person = namesake()
    person.merged_into = PersonFactory(name="Orang Lain", birth_date=None)
    person.save()

    assert page.post(ADD, FAMILY).status_code == 302


def test_model_that_cannot_be_read_stops_no_proposal(page, model, monkeypatch):
    monkeypatch.setattr("verification.duplicates.spec.shipped", dict)
    DuplicateModel.objects.filter(pk=model.pk).update(is_active=False)

    response = page.post(ADD, FAMILY)

    assert response.status_code == 302


def test_page_of_a_family_lists_its_pairs(page, model):
    pair = pair_of()

    doubles = shown(page, pair.first.household).context["doubles"]

    assert (doubles.pairs, doubles.found_now, doubles.is_elsewhere) == ([pair], [], False)


def test_page_of_a_family_tells_of_a_pair_elsewhere(page, model):
    pair = pair_of(second=PersonFactory(name="Nama Luar", household__kelurahan=area(OTHER)))

    response = shown(page, pair.second.household)

    assert response.context["doubles"].is_elsewhere
    assert "Nama Luar" not in response.text


def test_page_of_a_family_tells_whom_a_member_resembles_since_an_edit(page, model):
    one, other = with_traits(
        PersonFactory(name=NAME), PersonFactory(name=NAME, birth_date=None)
    )  # fmt: skip

    doubles = shown(page, one.household).context["doubles"]

    assert doubles.found_now == [(one, other)]


def test_page_of_a_family_without_doubles_says_nothing(page, model):
    assert "data-doubles" not in shown(page, namesake().household).text


def test_decided_pair_is_not_told_again(page, model, officer):
    one, other = with_traits(PersonFactory(name=NAME), PersonFactory(name=NAME))
    pair_of(one, other, state="different", decided_by=officer, decided_at=one.created_at)

    assert not shown(page, one.household).context["doubles"]


def test_proposal_carries_birth_place_and_mother(page, model):
    page.post(
        ADD,
        FAMILY | {"h-kk": "", "m0-birth_place": "Bandung", "m0-mother_name": "Siti Aminah"},
    )

    (member,) = Proposal.objects.get().payload["members"]
    assert (member["birth_place"], member["mother_name"]) == ("Bandung", "Siti Aminah")
