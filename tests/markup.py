"""A strict reader of our pages: what a browser would silently repair is a finding here."""

from collections import Counter
from html.parser import HTMLParser

VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"]
)
NEVER = frozenset({"script", "style", "iframe", "object", "font", "center"})
DATA = "application/ld+json"  # a <script> of this type is never run
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls")


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.ids, self.wanted, self.problems = [], [], [], []
        self.headings = []

    def handle_starttag(self, tag, attrs):
        self._read(tag, dict(attrs), [name for name, _ in attrs])
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self._read(tag, dict(attrs), [name for name, _ in attrs])

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open[-1] != tag:
            self.problems.append(f"</{tag}> closes {self.open[-1:]} at {self.getpos()}")
        if tag in self.open:
            del self.open[len(self.open) - 1 - self.open[::-1].index(tag) :]

    def _read(self, tag, attrs, names):
        if tag in NEVER and attrs.get("type") != DATA:
            self.problems.append(f"<{tag}> at {self.getpos()}")
        self.problems += [f"{n} twice on <{tag}>" for n, c in Counter(names).items() if c > 1]
        self.problems += [f"{n} on <{tag}>" for n in names if n == "style" or n.startswith("on")]
        if tag == "img" and "alt" not in attrs:
            self.problems.append("<img> without alt")
        if "id" in attrs:
            self.ids.append(attrs["id"])
        for name in REFERENCES:
            self.wanted += (attrs.get(name) or "").split()
        if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            self.headings.append(int(tag[1]))


def problems(html):
    """Return what is wrong with a whole page of HTML, in words; nothing when it is sound."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    found = list(reader.problems)
    found += [f"<{tag}> is never closed" for tag in reader.open]
    found += [f"id {name!r} {n} times" for name, n in Counter(reader.ids).items() if n > 1]
    found += [f"nothing has the id {name!r}" for name in set(reader.wanted) - set(reader.ids)]
    if reader.headings.count(1) != 1:
        found.append(f"{reader.headings.count(1)} <h1>")
    steps = zip([0, *reader.headings], reader.headings, strict=False)
    found += [f"<h{after}> follows <h{before}>" for before, after in steps if after > before + 1]
    return found
