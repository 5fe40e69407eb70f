"""manage.py load_demo, at a small scale."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Exists, OuterRef, Sum

from accounts.models import User
from kelurahan.models import Figure, Release
from recipients import identity
from recipients.demo.logins import create_demo_users
from recipients.demo.workers import made
from recipients.models import Disbursement, Enrolment, Household, Person, Programme
from recipients.search import index
from tests.factories import HouseholdFactory, area

pytestmark = pytest.mark.django_db
DTKS = Household.objects.filter(register="dtks")


def load(**options):
    written = StringIO()
    call_command("load_demo", **{"scale": 0.005, "seed": 3, **options}, stdout=written)
    return written.getvalue()


def with_payment(**conditions):
    payments = Disbursement.objects.filter(enrolment__household=OuterRef("pk"), **conditions)
    return Exists(payments)


def contents():
    """Return all that is loaded, apart from ids, times and sealed numbers."""
    return [
        list(Household.objects.order_by("source_id").values_list(
            "kelurahan", "address", "rt", "rw", "kk_index", "register", "register_name",
            "source_id", "desil", "status")),
        list(Person.objects.order_by("source_id").values_list(
            "household__source_id", "name", "nik_index", "nik_status", "nik_warnings",
            "civil_match", "birth_date", "sex", "relation", "deceased", "source_id")),
        sorted(Disbursement.objects.values_list(
            "enrolment__household__source_id", "enrolment__card_holder__source_id",
            "programme__slug", "stage__number", "channel", "status", "amount", "failed_because")),
    ]  # fmt: skip


def clear():
    for model in (Disbursement, Enrolment, Person, Household):
        model.objects.all().delete()


def test_bandung_is_loaded_with_the_proportions_of_the_article():
    load()

    assert DTKS.count() == 316
    assert DTKS.filter(with_payment(status="paid")).count() == 253
    assert DTKS.filter(
        ~with_payment(status="paid"), with_payment(status__in=["failed", "returned"])
    ).count() == 63  # fmt: skip


def test_everything_through_bank_bjb_is_paid():
    load()

    through_bjb = Disbursement.objects.filter(channel="bjb")
    assert through_bjb.count() > 50
    assert not through_bjb.exclude(status="paid").exists()


def test_depok_is_loaded_with_its_people():
    load(city="32.76")

    assert Person.objects.count() == round(152_775 * 0.005)
    assert set(Household.objects.values_list("register", flat=True)) == {"dtks"}
    assert Programme.objects.count() == 4


def test_both_cities_fit_into_one_register():
    load()
    load(city="32.76")

    cities = {code[:5] for code in Household.objects.values_list("kelurahan", flat=True)}
    assert cities == {"32.73", "32.76"}


def test_the_same_seed_loads_the_same():
    load()
    first = contents()
    clear()
    load()

    assert contents() == first


def test_another_seed_loads_other_people():
    load()
    first = contents()
    clear()
    load(seed=4)

    assert contents() != first


def test_loading_a_city_again_changes_nothing_and_says_so():
    load()
    before = contents()

    said = load(seed=4)

    assert contents() == before
    assert "nothing changed" in said
    assert Release.objects.count() == 1


def test_a_city_of_real_households_is_refused():
    HouseholdFactory(source_id="32730001")

    with pytest.raises(CommandError, match=r"32\.73"):
        load()
    assert Household.objects.count() == 1


def test_real_households_of_another_city_do_not_matter():
    HouseholdFactory(source_id="32730001")

    load(city="32.76")

    assert Household.objects.filter(source_id__startswith="DEMO-32").count() > 100


@pytest.mark.parametrize("scale", ["0", "-1", "51", "nan", "x"])
def test_an_impossible_scale_is_refused(scale):
    with pytest.raises(CommandError):
        call_command("load_demo", f"--scale={scale}")


def test_numbers_are_sealed_for_their_row():
    load()

    person = Person.objects.filter(nik_status="well_formed").first()
    household = Household.objects.exclude(kk_cipher=None).first()
    nik = identity.decrypt(person.nik_cipher, column="person.nik", row_id=person.pk)
    kk = identity.decrypt(household.kk_cipher, column="household.kk", row_id=household.pk)
    assert (len(nik), len(kk)) == (16, 16)
    assert bytes(person.nik_index) == identity.blind_index(nik)
    assert bytes(household.kk_index) == identity.blind_index(kk)


def test_the_name_search_has_nothing_left_to_index():
    load()

    changes = index.rebuild()

    assert (changes.added, changes.removed, changes.words) == (0, 0, 0)


def test_figures_are_published_for_the_whole_city():
    load()

    due = Figure.objects.filter(indicator="families_due_dtks", release=Release.objects.newest())
    assert due.get(area="32.73").value == 316
    kelurahan = due.filter(area__level="kelurahan", area__code__startswith="32.73.")
    assert (kelurahan.count(), kelurahan.aggregate(Sum("value"))) == (151, {"value__sum": 316})


def test_a_failed_load_leaves_nothing(monkeypatch):
    def fail(**_):
        raise RuntimeError("no figures today")

    monkeypatch.setattr("recipients.demo.loading.publish", fail)

    with pytest.raises(RuntimeError):
        load()
    assert not Household.objects.exists()
    assert not Programme.objects.exists()


def test_demo_accounts_are_refused_without_demo():
    area("32.73.01.1001")

    with pytest.raises(CommandError, match="DEMO"):
        create_demo_users()
    assert not User.objects.exists()


def test_loading_makes_no_account_without_demo():
    load()

    assert not User.objects.exists()


def test_demo_has_an_account_of_every_role(settings):
    settings.DEMO = True
    load()

    users = {user.username: user for user in User.objects.all()}
    assert {name: (user.role, user.area_id) for name, user in users.items()} == {
        "admin": ("administrator", None),
        "dinsos": ("officer", "32.73"),
        "kecamatan": ("kecamatan", "32.73.01"),
        "lurah": ("lurah", "32.73.01.1001"),
        "fasilitator": ("facilitator", "32.73.01.1001"),
    }
    assert all(user.is_staff for user in users.values())
    assert users["admin"].is_superuser


def test_demo_accounts_are_made_once(settings):
    settings.DEMO = True
    area("32.73.01.1001")
    create_demo_users()
    User.objects.filter(username="lurah").update(is_active=False)

    create_demo_users()

    assert User.objects.count() == 5
    assert not User.objects.get(username="lurah").is_active


def test_other_processes_make_the_same():
    here = list(made(len, [b"a", b"bb"], processes=0))
    there = list(made(len, [b"a", b"bb"], processes=1))

    assert here == there == [1, 2]
