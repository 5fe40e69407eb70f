"""Small, valid objects of every model; a test names only what it is about."""

import datetime

import factory
from factory.django import DjangoModelFactory

from accounts.models import User
from kelurahan.models import Area
from recipients.models import Disbursement, Enrolment, Household, Person, Programme, Stage


def area(code: str = "32.73.05.1006", name: str = "") -> Area:
    """Return the area `code`, making it and everything above it where missing."""
    levels = {2: "province", 5: "city", 8: "kecamatan", 13: "kelurahan"}
    parent = None
    for length, level in levels.items():
        if length > len(code):
            break
        is_last = length == len(code)
        parent, _ = Area.objects.get_or_create(
            code=code[:length],
            defaults={
                "name": (name if is_last and name else f"{level} {code[:length]}"),
                "level": level,
                "parent": parent,
            },
        )
    return parent


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"petugas{n}")
    password = factory.django.Password("kata-sandi-uji")
    role = "officer"
    area = factory.LazyFunction(lambda: area("32.73"))
    is_staff = True


class HouseholdFactory(DjangoModelFactory):
    class Meta:
        model = Household

    kelurahan = factory.LazyFunction(area)
    address = "Jl. Uji 1"
    rt = "001"
    rw = "002"
    register = "dtks"
    register_name = "DTKS"
    register_version = "2020-04"


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    household = factory.SubFactory(HouseholdFactory)
    name = "Tono Rusdiantono"
    birth_date = datetime.date(1970, 1, 2)
    sex = "male"
    relation = "head"


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = Programme
        django_get_or_create = ("slug",)

    slug = "bst"
    name = "Bantuan Sosial Tunai"
    funder_level = "pusat"
    funder = "Kementerian Sosial"
    legal_basis = "Keputusan uji"
    benefit = "money"


class StageFactory(DjangoModelFactory):
    class Meta:
        model = Stage
        django_get_or_create = ("programme", "number")

    programme = factory.SubFactory(ProgrammeFactory)
    number = 1
    period_start = datetime.date(2020, 4, 1)
    period_end = datetime.date(2020, 4, 30)
    amount = 600_000


class EnrolmentFactory(DjangoModelFactory):
    class Meta:
        model = Enrolment

    household = factory.SubFactory(HouseholdFactory)
    programme = factory.SubFactory(ProgrammeFactory)


class DisbursementFactory(DjangoModelFactory):
    class Meta:
        model = Disbursement

    enrolment = factory.SubFactory(EnrolmentFactory)
    programme = factory.SelfAttribute("enrolment.programme")
    stage = factory.SubFactory(StageFactory, programme=factory.SelfAttribute("..programme"))
    channel = "bjb"
    status = "paid"
    amount = 600_000
    paid_on = factory.LazyAttribute(
        lambda o: datetime.date(2020, 5, 2) if o.status == "paid" else None
    )
