"""Which texts the source marks for translation, read without GNU gettext.

Python through its syntax tree, templates through Django's own templatize.
"""

import ast
import re
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
NOT_OURS = {".venv", ".data", "tests", "staticfiles", "node_modules", ".git"}
# Position of context, singular and plural among the arguments.
FUNCTIONS = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
CALL = re.compile(r"(?<![\w.])(?:{})\(".format("|".join(FUNCTIONS)))


def files(pattern):
    found = sorted(ROOT.rglob(pattern))
    return [path for path in found if not NOT_OURS & set(path.relative_to(ROOT).parts)]


def _constant(call, position):
    if position is None:
        return None
    argument = call.args[position] if position < len(call.args) else None
    if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
        raise ValueError(f"text of {ast.unparse(call)} is not a plain string")
    return argument.value


def in_python(source):
    """Yield (context, singular, plural) of every translation call of Python source."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in FUNCTIONS and (node.args or node.keywords):
            yield tuple(_constant(node, position) for position in FUNCTIONS[name])


def _calls(text):
    """Yield the source of every call in what templatize leaves of a template."""
    for match in CALL.finditer(text):
        for end in range(match.end(), min(match.end() + 5000, len(text))):
            if text[end] != ")":
                continue
            try:
                ast.parse(text[match.start() : end + 1])
            except SyntaxError:
                continue
            yield text[match.start() : end + 1]
            break


def in_template(source):
    """Yield (context, singular, plural) of every translation tag of a template."""
    for call in _calls(templatize(source)):
        # templatize writes the count as a bare word, which is no argument we read
        yield from in_python(call)


def in_source():
    """Return all texts marked for translation in the portal, with the file of each."""
    found = {}
    for pattern, read in (("*.py", in_python), ("*.html", in_template), ("*.txt", in_template)):
        for path in files(pattern):
            for message in read(path.read_text()):
                found.setdefault(message, path.relative_to(ROOT))
    return found
