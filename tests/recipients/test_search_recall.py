"""One slip of typing still finds the person: a measure over many names, with its own truth."""

import random
import string

import pytest

from recipients import search
from recipients.models import Household, Person
from tests.factories import HouseholdFactory, area

pytestmark = pytest.mark.django_db

FIRST = (
    "Asep Dadang Ujang Cecep Agus Dede Wawan Iwan Endang Yayat Tatang Nanang Maman Jajang Aceng "
    "Engkus Encep Ateng Oman Enjang Adang Ohan Otong Muhammad Moch. Abdul Achmad Hendra Budi Yusuf "
    "Ridwan Hasan Joko Slamet Bambang Taufik Fajar Irfan Heri Ismail Siti Neneng Entin Imas Nining "
    "Yayah Enung Nani Lilis Titin Yuyun Tati Rukmini Idah Mimin Cicih Isah Dewi Rina Wulan Ratna"
)
LAST = (
    "Hidayat Suherman Gunawan Sopian Setiawan Kurniawan Ruhiyat Rohman Suryana Mulyana Kusnadi "
    "Permana Supriatna Sutisna Nugraha Saputra Ramdani Sudrajat Hermawan Firmansyah Maulana Kosasih "
    "Wiguna Djuanda Tjahyana Soemantri Sasmita Natawijaya Nurhayati Rohayati Sumiati Komariah "
    "Kurniasih Rahmawati Nurjanah Herawati Lestari Wulandari Handayani Yuliani Maryati Sukaesih"
)
RARE = ("ban", "cak", "dur", "gem", "jol", "kar", "lim", "mun", "pra", "sur", "tis", "wen")


@pytest.fixture
def people():
    """1,500 people of ten kelurahan; the third word of each makes most names unlike."""
    rng = random.Random(7)
    homes = [HouseholdFactory(kelurahan=area(f"32.73.05.10{n:02}")) for n in range(1, 11)]
    Person.objects.bulk_create(
        Person(
            household=rng.choice(homes),
            name=f"{rng.choice(FIRST.split())} {rng.choice(LAST.split())} {''.join(rng.sample(RARE, 3))}".title(),
            relation="head",
        )
        for _ in range(1500)
    )
    search.rebuild()
    assert Household.objects.count() == 10
    return list(Person.objects.select_related("household").order_by("pk"))


def slipped(rng, word):
    place, letter = rng.randrange(len(word)), rng.choice(string.ascii_lowercase)
    before, rest = word[:place], word[place:]
    return rng.choice(
        [
            before + rest[1:],
            before + letter + rest,
            before + letter + rest[1:],
            before + rest[1:2] + rest[:1] + rest[2:],
        ]
    )


def recall(people, queries, **options):
    hits = 0
    for person, query in zip(people, queries, strict=True):
        where = {"area": person.household.kelurahan_id} if options.get("area") else {}
        hits += person.pk in {match.person_id for match in search.find(query, **where).matches}
    return hits / len(people)


def test_a_slip_in_one_of_several_words_is_forgiven(people):
    rng = random.Random(11)
    sample = rng.sample(people, 250)

    def query(person):
        words = person.name.lower().split()
        place = rng.choice([n for n, word in enumerate(words) if len(word) > 3])
        words[place] = slipped(rng, words[place])
        return " ".join(words)

    assert recall(sample, [query(person) for person in sample]) >= 0.99


def test_a_slip_in_two_words_with_one_left_out_is_forgiven_in_the_kelurahan(people):
    rng = random.Random(13)
    sample = rng.sample(people, 250)

    def query(person):
        _, *words = person.name.lower().split()
        rng.shuffle(words)
        return " ".join(slipped(rng, word) for word in words)

    assert recall(sample, [query(person) for person in sample], area=True) >= 0.99


def test_one_word_with_a_slip_is_forgiven_in_the_kelurahan(people):
    rng = random.Random(17)
    sample = rng.sample(people, 250)

    queries = [slipped(rng, person.name.lower().split()[-1]) for person in sample]

    assert recall(sample, queries, area=True) >= 0.99
