"""The name search, beside pg_trgm and Tantivy on the same misspelt names, in one run."""

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db import connection, connections

from benchmarks import misspellings, names_register
from benchmarks.http import Request, server, side_by_side
from benchmarks.measure import Measure, bounded, compared, percentile
from recipients import names
from recipients.models import Person
from recipients.search import find, lexicon

QUERIES = 300
# The other engines take seconds a query on large registers.
QUERIES_OF_OTHERS = 60
SMALL = 200_000
# What must be found however it is misspelt; one slip alone has the stricter target above.
SHARE_OF_EVERY_KIND = 0.95
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

    def misspell(chance: random.Random, words: list[str]) -> list[str] | None:
        long = [place for place, word in enumerate(words) if len(word) >= 4 and word.isalpha()]
        if not long:
            return None
        place = chance.choice(long)
        return [*words[:place], slip(words[place], chance), *words[place + 1 :]]

    return misspelt(misspell, fewest_words=fewest_words, many=QUERIES, seed=seed)


def misspelt(
    misspell: misspellings.Misspell, *, fewest_words: int, many: int, seed: int
) -> list[Case]:
    """Return names of the register, each misspelt where that is possible."""
    chance = random.Random(seed)
    found: list[Case] = []
    for person, name, area in _people(chance):
        words = [word.letters for word in names.words(name)]
        typed = misspell(chance, words) if len(words) >= fewest_words else None
        if typed is not None:
            found.append(Case(person, name, " ".join(typed), area))
        if len(found) == many:
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


def _by_kind() -> list[Measure]:
    """Measure, for every kind of misspelling, who is found in the whole register and nearby."""
    result = []
    for kind in misspellings.KINDS:
        wanted = misspelt(kind, fewest_words=2, many=QUERIES // 2, seed=12)
        everywhere = timed(wanted, lambda case: ours(case, limit=20))
        nearby = timed(wanted, lambda case: ours(case, limit=10, area=case.area))
        label = kind.__name__.replace("_", " ")
        result += [
            bounded(f"  {label}: recall@20", everywhere.recall, at_least=SHARE_OF_EVERY_KIND),
            bounded(f"  {label}, in a kelurahan: recall@10", nearby.recall, at_least=0.99),
        ]
    return result


def _others(whole: list[Case], everywhere: Timed) -> list[Measure]:
    """Measure pg_trgm and Tantivy on some of the same queries."""
    few = whole[:QUERIES_OF_OTHERS]
    _trigram_index()
    trgm, fuzzy = timed(few, trigrams), timed(few, tantivy_search())
    return [
        compared("p99 beside pg_trgm", everywhere.at(0.99), trgm.at(0.99), at_most=1),
        compared("recall beside pg_trgm", everywhere.recall, trgm.recall, at_least=0.99),
        compared("p99 beside Tantivy fuzzy terms", everywhere.at(0.99), fuzzy.at(0.99), at_most=1),
        compared("recall beside Tantivy", everywhere.recall, fuzzy.recall, at_least=1),
    ]


def _page(typed: str) -> Measure:
    """Measure the page that answers a query, through gunicorn."""
    connections.close_all()
    with server():
        minimal, page = side_by_side(
            (Request.get("/bench/minimal/"), 200),
            (Request.post("/cari/", urlencode({"name": typed, "area": ""}).encode()), 200),
        )
    return compared("search page, requests/s beside a minimal page", page, minimal, at_least=0.8)


def _warm(size: int) -> list[Case]:
    names_register.use(size)
    lexicon.forget()
    whole = cases(fewest_words=2)
    timed(whole[:100], lambda case: ours(case, limit=20))
    return whole


def _everywhere(size: int) -> tuple[list[Case], Timed]:
    whole = _warm(size)
    return whole, timed(whole, lambda case: ours(case, limit=20))


def measures(size: int) -> list[Measure]:
    """Measure recall and time over the whole register and within a kelurahan."""
    _, small = _everywhere(min(size, SMALL))
    whole, everywhere = _everywhere(size)
    anyone = cases(fewest_words=1, seed=8)
    nearby = timed(anyone, lambda case: ours(case, limit=10, area=case.area))
    worst = timed([Case(0, "", text, "") for text in WORST], lambda case: ours(case, limit=20))
    return [
        bounded(f"search {size:,}: recall@20, one slip, two words or more", everywhere.recall,
                at_least=0.99),
        bounded("  p50, ms", everywhere.at(0.5), at_most=25),
        bounded("  p99, ms", everywhere.at(0.99), at_most=25),
        compared(f"  p95 beside {min(size, SMALL):,}", everywhere.at(0.95), small.at(0.95),
                 at_most=2),
        bounded("search in a kelurahan: recall@10", nearby.recall, at_least=0.99),
        bounded("  p99, ms", nearby.at(0.99), at_most=10),
        bounded("search, worst text, ms", max(worst.milliseconds), at_most=100),
        bounded("search data, bytes a person", _bytes_per_person(size), at_most=400),
        *_by_kind(),
        _page(whole[0].typed),
        *_others(whole, everywhere),
    ]  # fmt: skip
