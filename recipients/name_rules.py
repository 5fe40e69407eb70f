"""How Indonesian names are written in registers: the tables behind recipients.names.

Every rule stands with its reason; a fold also shows one pair of spellings that it unites, which
tests/recipients/test_names.py proves. Words are lower-case letters without apostrophes.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fold:
    """One spelling habit: a regular expression, what it becomes, why, and a pair it unites."""

    pattern: str
    becomes: str
    reason: str
    example: tuple[str, str]


@dataclass(frozen=True)
class Alias:
    """Ways to write one name that no spelling rule explains; some only as the first word."""

    name: str
    written: str
    reason: str
    only_first: bool = False


@dataclass(frozen=True)
class Words:
    """Words that belong to no name, and why they stand beside names."""

    written: str
    reason: str


# Applied to a word in this order.
FOLDS = (
    Fold(r"(?<=[ck]h)oe", "oi", "Sundanese oe for oi after kh", ("khoerul", "khoirul")),
    Fold(r"oe", "u", "spelling before 1947", ("soekarno", "sukarno")),
    Fold(r"(?<=[^aeiou])y$", "i", "final y for i", ("dessy", "desi")),
    Fold(r"^ch(?=r)", "k", "European ch before r", ("christina", "kristina")),
    Fold(r"^ch(?=and)", "c", "Sanskrit ch", ("chandra", "candra")),
    Fold(r"[ck]h", "h", "ch before 1972, kh since, and h as spoken", ("achmad", "akhmad")),
    Fold(r"dj", "j", "spelling before 1972", ("djoko", "joko")),
    Fold(r"tj", "c", "spelling before 1972", ("tjahjadi", "cahjadi")),
    Fold(r"nj", "ny", "spelling before 1972", ("njoman", "nyoman")),
    Fold(r"s[jyh]", "s", "sj before 1972, sy since, sh from English", ("sjarif", "syarif")),
    Fold(r"(?<=[aeiou])j(?=[aeiou])", "y", "j for y before 1972", ("wijaja", "wiyaya")),
    Fold(r"(?<=h)j", "y", "j for y before 1972", ("wahjudi", "wahyudi")),
    Fold(r"ie", "i", "Dutch ie", ("arief", "arif")),
    Fold(r"ae|ei|[ae]y(?=[^aeiou])", "ai", "one diphthong, four spellings", ("zaenal", "zainal")),
    Fold(r"iy(?=[aeou])", "i", "glide between i and a vowel", ("supriyadi", "supriadi")),
    Fold(r"uw(?=[aeio])", "u", "glide between u and a vowel", ("suwarno", "suarno")),
    Fold(r"(?<=[^aeiouns])y(?=[aeou])", "i", "y for i before a vowel", ("mulyana", "muliana")),
    Fold(r"(?<=[tdbg])h", "", "Javanese and Sanskrit aspirates", ("widhi", "widi")),
    Fold(r"d[zs]|ts", "s", "Arabic dz and ts as spoken", ("utsman", "usman")),
    Fold(r"z", "s", "z as spoken", ("aziz", "asis")),
    Fold(r"ph|f|v", "p", "Sundanese has no f: ph, f, v and p sound alike", ("fajar", "pajar")),
    Fold(r"q|ck", "k", "k as spoken", ("taufiq", "taufik")),
    Fold(r"x", "ks", "x as spoken", ("alex", "aleks")),
    Fold(r"(.)\1+", r"\1", "doubled letters", ("abdullah", "abdulah")),
    Fold(r"(?<=..a)h$", "", "final -ah and -a", ("aisah", "aisa")),
)  # fmt: skip

ALIASES = (
    Alias("muhammad", "muhamad mohamad mohammed muhammed muhamat mohamat mukamad", "one name"),
    Alias("muhammad", "moh muh moch much mohd muhd mhd md mhmd muhmd mohm", "abbreviations"),
    Alias("muhammad", "m", "M. before another name", only_first=True),
    Alias("siti", "sitti sti", "one name"),
    Alias("siti", "st", "St. before another name; behind a name it is a degree", only_first=True),
    Alias("abdul", "abd abdl abdil", "abbreviations"),
    Alias("abdul", "abdur abdus abdun abdut abdu", "the Arabic article follows the next sound"),
    Alias("ahmad", "ach achm akhm ahm", "abbreviations", only_first=True),
)

# Query words are also tried with these letters exchanged; folding them would unite too much.
EXCHANGED = (
    ("j", "y", "j was written for y before 1972"),
    ("y", "j", "j was written for y before 1972"),
    ("z", "j", "Zaenal is said and written Jaenal"),
    ("j", "z", "Zaenal is said and written Jaenal"),
)

TITLES_BEFORE = (
    Words("h hj kh k haji hajah hajjah hajj", "pilgrimage; K. stands before H."),
    Words("ust ustad ustadz ustaz ustadzah kyai kiai kiyai nyai", "religious learning"),
    Words("drs dra dr drg drh ir prof", "academic titles of the older kind"),
    Words("r rd rdn raden rr tb tubagus", "nobility of West Java and Banten"),
    Words("bpk bapak ibu ny nyonya tn tuan nn nona sdr sdri sdra", "forms of address"),
    Words("alm almh almarhum almarhumah", "the late"),
)
TITLES_BEHIND = (
    Words("alm almh almarhum almarhumah", "the late"),
    Words("hj", "a pilgrim's title set behind"),
    Words("ba bsc bchk amd amdkeb amdkep strkeb strkep str sst skm skh skg dipl", "diplomas"),
    Words("se sh st ssi sp spt sn ssn sip sked skep skom sfarm sikom shut", "bachelors"),
    Words("spd spdi spi sag ssos sth sthi shi sei spsi stp", "bachelors, teaching and theology"),
    Words("mm ma mba mh mhum mpd mpdi mag msi mt msc mkom mkes mkn mkep mikom", "masters"),
    Words("map mp msn mth mmpd mph phd lc ners ns apt gr cpa", "masters and professions"),
)
CONNECTORS = (
    Words("bin binti bt bte bint ibnu", "son of, daughter of"),
    Words("alias als", "also called"),
)
