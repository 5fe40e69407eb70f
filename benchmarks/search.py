"""The name search, beside pg_trgm and Tantivy on the same misspelt names, in one run."""

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db import connection

from benchmarks.measure import Measure, bounded, compared, percentile
from benchmarks.register import ensure_people
from recipients import names
from recipients.models import Person
from recipients.search import find

QUERIES = 300
LETTERS = "abcdefghijklmnopqrstuvwxyz"
WORST = (
    "siti nur muhammad ahmad dewi sri asep ujang",
    "rahmawati kurniawan hermawan setiawan gunawan suryaman rusdiantono sukmawati",
    "aep asep dede dadang cecep iis ai ani", "zsiti znur zmuhammad zahmad zdewi zsri zasep zujang",
    "muhammad", "a" * 5_000, "aaa bbb ccc",
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A person whose name was typed with one slip in one word."""

    person: int
    name: str
    typed: str
    area: str


@dataclass
class Timed:
    """How long each query took, in milliseconds, and how often the person was among the answers."""

    milliseconds: list[float] = field(default_factory=list)
    hits: int = 0

    def at(self, share: float) -> float:
        return percentile(self.milliseconds, share)

    @property
    def recall(self) -> float:
        return self.hits / len(self.milliseconds)


def slip(word: str, chance: random.Random) -> str:
    """Change, leave out, add or swap one letter of a word, never the only one."""
    place = chance.randrange(len(word))
    kind = chance.choice(("wrong", "missing", "extra", "swapped"))
    if kind == "wrong":
        return word[:place] + chance.choice(LETTERS) + word[place + 1 :]
    if kind == "missing":
        return word[:place] + word[place + 1 :]
    if kind == "extra":
        return word[:place] + chance.choice(LETTERS) + word[place:]
    place = min(place, len(word) - 2)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _people(chance: random.Random) -> Iterator[tuple[int, str, str]]:
    last = Person.objects.order_by("-pk").values_list("pk", flat=True)[0]
    while True:
        wanted = {chance.randint(1, last) for _ in range(QUERIES)}
        rows = Person.objects.public().filter(pk__in=wanted).order_by("pk")
        yield from rows.values_list("pk", "name", "household__kelurahan_id")


def cases(*, fewest_words: int, seed: int = 7) -> list[Case]:
    """Return names of the register, each typed with one slip in a word of four letters or more."""
    chance = random.Random(seed)
    found: list[Case] = []
    for person, name, area in _people(chance):
        words = name.lower().split()
        long = [place for place, word in enumerate(words) if len(word) >= 4 and word.isalpha()]
        if len(words) < fewest_words or not long:
            continue
        place = chance.choice(long)
        words[place] = slip(words[place], chance)
        found.append(Case(person, name, " ".join(words), area))
        if len(found) == QUERIES:
            break
    return found


def _plain(name: str) -> str:
    """Return a name as namesakes share it: without titles, capitals and dots."""
    return " ".join(word.letters for word in names.words(name))


def timed(wanted: list[Case], search: Callable[[Case], set[str]]) -> Timed:
    """Run every case; `search` returns the answered names. Namesakes count as found."""
    result = Timed()
    for case in wanted:
        start = time.perf_counter()
        answer = search(case)
        result.milliseconds.append((time.perf_counter() - start) * 1000)
        result.hits += _plain(case.name) in set(map(_plain, answer))
    return result


def _names(people: list[int]) -> set[str]:
    return set(Person.objects.filter(pk__in=people).values_list("name", flat=True))


def ours(case: Case, *, limit: int, area: str = "") -> set[str]:
    """Search as the page does, with room for `limit` answers."""
    answer = find(case.typed, area=area, limit=limit)
    return {match.shown for match in answer.matches} | _names(
        [match.person_id for match in answer.matches]
    )


def trigrams(case: Case) -> set[str]:
    """Search as pg_trgm's guide says."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM recipients_person WHERE name %% %s"
            " ORDER BY similarity(name, %s) DESC LIMIT 20",
            [case.typed, case.typed],
        )
        return {name for (name,) in cursor.fetchall()}


def tantivy_search() -> Callable[[Case], set[str]]:
    """Build a Tantivy index of all names; return its search by fuzzy terms."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("name", stored=True)
    schema = builder.build()
    index = tantivy.Index(schema, path=tempfile.mkdtemp(prefix="jps-tantivy-"))
    writer = index.writer(heap_size=200_000_000)
    for name in Person.objects.values_list("name", flat=True).iterator(50_000):
        writer.add_document(tantivy.Document(name=name))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def search(case: Case) -> set[str]:
        terms = [tantivy.Query.fuzzy_term_query(schema, "name", word, distance=1)
                 for word in case.typed.split()]  # fmt: skip
        query = tantivy.Query.boolean_query([(tantivy.Occur.Must, term) for term in terms])
        hits = searcher.search(query, 20).hits
        return {searcher.doc(address)["name"][0] for _score, address in hits}

    return search


def _trigram_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cursor.execute(
            "CREATE INDEX IF NOT EXISTS bench_person_trgm ON recipients_person"
            " USING gin (name gin_trgm_ops)"
        )


def _bytes_per_person(size: int) -> float:
    tables = ("recipients_searchposting", "recipients_searchword", "recipients_searchneighbour")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(pg_total_relation_size(name::regclass)) FROM unnest(%s::text[]) AS name",
            [list(tables)],
        )
        return float(cursor.fetchone()[0]) / size


def measures(size: int) -> list[Measure]:
    """Measure recall and time over the whole register and within a kelurahan."""
    ensure_people(size)
    whole, anyone = cases(fewest_words=2), cases(fewest_words=1, seed=8)
    timed(whole[:100], lambda case: ours(case, limit=20))  # warm
    everywhere = timed(whole, lambda case: ours(case, limit=20))
    nearby = timed(anyone, lambda case: ours(case, limit=10, area=case.area))
    worst = timed([Case(0, "", text, "") for text in WORST], lambda case: ours(case, limit=20))
    _trigram_index()
    trgm = timed(whole, trigrams)
    fuzzy = timed(whole, tantivy_search())
    return [
        bounded(f"search {size:,}: recall@20, one slip, two words or more", everywhere.recall,
                at_least=0.99),
        bounded("  p50, ms", everywhere.at(0.5), at_most=25),
        bounded("  p99, ms", everywhere.at(0.99), at_most=25),
        bounded("search in a kelurahan: recall@10", nearby.recall, at_least=0.99),
        bounded("  p99, ms", nearby.at(0.99), at_most=10),
        bounded("search, worst text, ms", max(worst.milliseconds), at_most=100),
        bounded("search data, bytes a person", _bytes_per_person(size), at_most=400),
        compared("p99 beside pg_trgm", everywhere.at(0.99), trgm.at(0.99), at_most=1),
        compared("recall beside pg_trgm", everywhere.recall, trgm.recall, at_least=0.99),
        compared("p99 beside Tantivy fuzzy terms", everywhere.at(0.99), fuzzy.at(0.99), at_most=1),
        compared("recall beside Tantivy", everywhere.recall, fuzzy.recall, at_least=1),
    ]  # fmt: skip
