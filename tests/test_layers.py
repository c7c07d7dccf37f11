"""Imports run downward only, or sideways inside one room; absolute, at the top, none hidden.

`docs/architecture.md` shows the same table.
"""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

RANKS = {
    "archive": 0,
    "archive.lib": 0,
    "archive.capture": 1,
    "archive.extraction": 2,
    "archive.mentions": 2,  # these two rooms stand at two heights: their modules are pure, but for those named
    "archive.mentions.linker": 4,
    "archive.search": 2,
    "archive.search.index": 4,
    "archive.search.filing": 4,
    "archive.search.finding": 4,
    "archive.search.backends": 4,
    "archive.models": 3,
    "archive.pipeline": 5,
    "archive.keeping": 5,
    "archive.reading": 5,
    "archive.filters": 6,
    "archive.exports": 6,
    "archive.templatetags": 6,
    "archive.checks": 6,
    "archive.views": 7,
    "archive.sitemaps": 7,
    "archive.api": 7,
    "archive.admin": 7,
    "archive.management": 7,
    "archive.urls": 8,
    "archive.apps": 8,
    "archive.settings": 8,
    "archive.wsgi": 8,
    "archive.migrations": 8,
}
HIGHEST_WITHOUT_DJANGO = 2


def module_name(path: Path, root: Path) -> str:
    """Return the dotted name of the module in the file `path`."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def rank(module: str) -> int | None:
    """Return the rank of `module`: its own, or that of the nearest package above it but `archive`; None without one."""
    name = module
    while name:
        if name in RANKS and (name == module or name != "archive"):
            return RANKS[name]
        name = name.rpartition(".")[0]
    return None


def room(module: str) -> str:
    """Return the room a module belongs to: its first two names."""
    return ".".join(module.split(".")[:2])


def targets(node: ast.AST, modules: set[str]) -> Iterator[str]:
    """Yield the names of the modules that an import statement names."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        for alias in node.names:
            inner = f"{node.module}.{alias.name}"
            yield inner if inner in modules else str(node.module)


def top_imports(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield what stands at the top of a module, and in a `try` there that does without a library of another system."""
    for node in tree.body:
        yield node
        if isinstance(node, ast.Try) and [ast.unparse(handler.type or node) for handler in node.handlers] == [
            "ImportError"
        ]:
            yield from (
                inner for inner in node.body if isinstance(inner, ast.Import) and "archive" not in ast.unparse(inner)
            )


def shape_breaches(tree: ast.Module) -> Iterator[str]:
    """Yield what is wrong with how a module imports: hidden, relative, or for the type checker alone."""
    top = {id(node) for node in top_imports(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            if id(node) not in top:
                yield f"line {node.lineno}: an import that is not at the top"
            if isinstance(node, ast.ImportFrom) and node.level:
                yield f"line {node.lineno}: a relative import"
            if any(alias.name == "TYPE_CHECKING" for alias in node.names):
                yield f"line {node.lineno}: TYPE_CHECKING"
        elif isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in {"import_module", "__import__"}:
            yield f"line {node.lineno}: an import by a call"


def height_breaches(module: str, tree: ast.Module, modules: set[str]) -> Iterator[str]:
    """Yield the imports of `module` that do not run downward, or sideways inside its room."""
    own = rank(module)
    if own is None:
        yield "has no rank: give it one in tests/test_layers.py and docs/architecture.md"
        return
    for node in ast.walk(tree):
        for target in sorted(set(targets(node, modules))):
            if target.split(".")[0] == "django" and own <= HIGHEST_WITHOUT_DJANGO:
                yield f"line {node.lineno}: rank {own} imports {target}"
            if target.split(".")[0] != "archive":
                continue
            other = rank(target)
            if other is None or other > own or (other == own and room(target) != room(module)):
                yield f"line {node.lineno}: rank {own} imports {target} of rank {other}"


def breaches(root: Path) -> list[str]:
    """Return every breach of the import order in the package `archive` under `root`."""
    files = {module_name(path, root): path for path in sorted((root / "archive").rglob("*.py"))}
    found: list[str] = []
    for module, path in files.items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        wrong: Iterable[str] = [*shape_breaches(tree), *height_breaches(module, tree, set(files))]
        found += [f"{module}: {what}" for what in wrong]
    return found


def test_it_finds_no_breach() -> None:
    assert breaches(ROOT) == []


def test_it_reads_the_whole_package() -> None:
    read = {module_name(path, ROOT) for path in (ROOT / "archive").rglob("*.py")}
    assert {"archive", "archive.models.article", "archive.lib.words", "archive.migrations.0001_initial"} <= read


@pytest.mark.parametrize(
    ("path", "source", "says"),
    [
        ("lib/a.py", "from archive.models import Article", "archive.lib.a: line 1: rank 0 imports archive.models"),
        ("lib/a.py", "import django.db", "rank 0 imports django.db"),
        ("search/query.py", "from django.conf import settings", "rank 2 imports django.conf"),
        ("extraction/a.py", "from archive.search import query", "imports archive.search.query of rank 2"),
        ("mentions/linker.py", "from archive.search import index", "imports archive.search.index of rank 4"),
        ("models/a.py", "import archive.pipeline", "rank 3 imports archive.pipeline of rank 5"),
        ("views/a.py", "from archive.admin import site", "rank 7 imports archive.admin"),
        ("mentions/__init__.py", "from archive.mentions.linker import link", "rank 2 imports archive.mentions.linker"),
        ("views/a.py", "def f():\n    from archive import models", "line 2: an import that is not at the top"),
        ("views/a.py", "try:\n    import archive.models\nexcept ImportError:\n    pass", "not at the top"),
        ("views/a.py", "from . import b", "a relative import"),
        ("views/a.py", "from typing import TYPE_CHECKING", "TYPE_CHECKING"),
        ("views/a.py", "import importlib\nimportlib.import_module('archive.models')", "an import by a call"),
        ("utils.py", "", "archive.utils: has no rank"),
        ("mentions/notes.py", "import django", "rank 2 imports django"),
        ("lib/a.py", "from archive.nowhere import b", "imports archive.nowhere of rank None"),
    ],
)
def test_it_finds_a_breach(tmp_path: Path, path: str, source: str, says: str) -> None:
    for package in ("", "lib", "models", "views", "mentions", "search", "extraction", "admin"):
        (tmp_path / "archive" / package).mkdir(exist_ok=True, parents=True)
        (tmp_path / "archive" / package / "__init__.py").write_text("")
    for module in ("search/query.py", "search/index.py", "pipeline.py", "mentions/linker.py"):
        (tmp_path / "archive" / module).write_text("")
    assert breaches(tmp_path) == []
    (tmp_path / "archive" / path).write_text(source)
    found = breaches(tmp_path)
    assert len(found) == 1, found
    assert says in found[0]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("views/a.py", "from archive.models import Article\nfrom archive.lib import words"),
        ("views/a.py", "from archive.views import b"),
        ("mentions/linker.py", "from archive.mentions.matcher import Match"),
        ("mentions/cues.py", "from archive.mentions.matcher import Match"),
        ("urls.py", "from django.urls import path\nfrom archive.views import home"),
        ("lib/a.py", "import re\nfrom archive.lib import words"),
        ("lib/a.py", "try:\n    import fcntl\nexcept ImportError:\n    fcntl = None"),
    ],
)
def test_it_lets_what_is_allowed_pass(tmp_path: Path, path: str, source: str) -> None:
    (tmp_path / "archive" / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "archive" / path).write_text(source)
    assert breaches(tmp_path) == []
