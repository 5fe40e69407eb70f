"""Imports point one way: the table of DESIGN.md, proven from the source."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = {
    "kelurahan": set(),
    "accounts": {"kelurahan"},
    "imports": {"kelurahan", "accounts"},
    "recipients": {"kelurahan", "accounts", "imports"},
    "verification": {"kelurahan", "accounts", "imports", "recipients"},
    "complaints": {"kelurahan", "accounts", "imports", "recipients", "verification"},
    "workspace": {
        "kelurahan", "accounts", "imports", "recipients", "verification", "complaints",
    },
}  # fmt: skip
APPS = {*ALLOWED, "jps_portal"}
# Inside an app a module may import those of a lower or the same rank.
RANKS = [
    {"models", "privacy"},
    {"rules", "queries", "search", "figures", "identity", "nik", "names"},
    {"actions"},
    {"forms", "views", "admin", "management", "urls", "middleware"},
]


def imported_modules(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def sources(app: str) -> list[Path]:
    return [path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]


@pytest.mark.parametrize("app", sorted(app for app in ALLOWED if (ROOT / app).exists()))
def test_app_imports_only_apps_below_it(app):
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources(app)
        for name in imported_modules(path)
        if (top := name.split(".")[0]) in APPS - {app} and top not in ALLOWED[app]
    }

    assert not wrong


def rank(module: str) -> int | None:
    return next((place for place, names in enumerate(RANKS) if module in names), None)


def imports_inside(app: str) -> dict[str, set[str]]:
    """Return for each module or package of an app which others of the app it imports."""
    found: dict[str, set[str]] = {}
    for path in sources(app):
        own = path.relative_to(ROOT / app).parts[0].removesuffix(".py")
        others = {
            name.split(".")[1] for name in imported_modules(path) if name.startswith(f"{app}.")
        }
        found.setdefault(own, set()).update(others - {own})
    return found


def reached(module: str, imports: dict[str, set[str]]) -> set[str]:
    """Return the ranked modules that a module imports, itself or through modules without a rank."""
    waiting, seen = [module], set()
    while waiting:
        for other in imports.get(waiting.pop(), set()) - seen:
            seen.add(other)
            if rank(other) is None:
                waiting.append(other)
    return {other for other in seen if rank(other) is not None}


@pytest.mark.parametrize("app", sorted(app for app in ALLOWED if (ROOT / app).exists()))
def test_module_imports_only_modules_left_of_it(app):
    imports = imports_inside(app)
    wrong = {
        f"{app}.{module} imports {app}.{other}"
        for module in imports
        for other in reached(module, imports)
        if rank(module) is not None and rank(other) > rank(module)
    }

    assert not wrong


def test_a_module_without_a_rank_hides_no_wrong_import():
    imports = {"queries": {"helpers"}, "helpers": {"more", "models"}, "more": {"views"}}

    assert reached("queries", imports) == {"models", "views"}
