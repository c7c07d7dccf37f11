"""The project's own promises: what lies at the top, what is pinned, what the documents say."""

import ast
import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

TOP_LEVEL = {
    ".ci",
    ".dockerignore",
    ".gitignore",
    "Dockerfile",
    "LICENSE",
    "README.md",
    "archive",
    "compose.yaml",
    "docs",
    "fixtures",
    "manage.py",
    "pyproject.toml",
    "requirements-dev.in",
    "requirements-dev.txt",
    "requirements.in",
    "requirements.txt",
    "static",
    "templates",
    "tests",
}
DEMO = "python3 -m venv .venv && .venv/bin/pip install -r requirements.txt && .venv/bin/python manage.py demo"
TESTS = "python3 -m venv .venv && .venv/bin/pip install -r requirements-dev.txt && .venv/bin/python -m pytest"
LARGEST = 2_000_000  # bytes of a file in the repository

LOCKED = ["requirements.txt", "requirements-dev.txt", ".ci/replay-requirements.txt"]


def committed() -> list[str]:
    """Return the paths of the files that git knows."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for path in listed.split("\0") if path]


def normal(name: str) -> str:
    """Return the name of a package as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def direct(file: str) -> set[str]:
    """Return the packages that a `requirements*.in` names."""
    lines = (line.split("#")[0].strip() for line in (ROOT / file).read_text().splitlines())
    return {normal(re.split(r"[\[<>=~! ]", line)[0]) for line in lines if line and not line.startswith("-")}


def pinned(file: str) -> dict[str, str]:
    """Return each requirement of a lock file by its package: version and hashes in one line."""
    joined = (ROOT / file).read_text().replace("\\\n", " ")
    lines = [line.strip() for line in joined.splitlines() if line.strip() and not line.strip().startswith("#")]
    return {f"{normal(line.split('==')[0])} {line.split('==')[1].split()[0]}": line for line in lines}


def imported(folder: str) -> set[str]:
    """Return the top names of everything that the modules in `folder` import."""
    names: set[str] = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.split(".")[0])
    return names - sys.stdlib_module_names - {"archive", "tests"}


def test_nothing_else_lies_at_the_top() -> None:
    assert {path.split("/")[0] for path in committed()} - TOP_LEVEL == set()


def test_no_file_is_large() -> None:
    assert [path for path in committed() if (ROOT / path).is_file() and (ROOT / path).stat().st_size > LARGEST] == []


def test_no_module_is_a_box_of_odds_and_ends() -> None:
    assert [path for path in committed() if Path(path).stem in {"utils", "helpers", "misc", "common"}] == []


@pytest.mark.parametrize("file", LOCKED)
def test_every_requirement_is_pinned_with_its_hashes(file: str) -> None:
    lines = pinned(file).values()
    assert len(lines) > 20
    assert [line for line in lines if not re.match(r"[\w.-]+==[\w.]+[^#]* --hash=sha256:[0-9a-f]{64}", line)] == []


@pytest.mark.parametrize("file", LOCKED)
def test_no_lock_file_names_an_index_or_a_folder(file: str) -> None:
    assert not re.search(r"index-url|find-links|trusted-host|file:|https?://", (ROOT / file).read_text())


@pytest.mark.parametrize("lock", LOCKED)
def test_every_direct_dependency_is_locked(lock: str) -> None:
    assert direct(lock.replace(".txt", ".in")) - {line.split()[0] for line in pinned(lock)} == set()


def test_tests_run_with_what_is_served() -> None:
    assert set(pinned("requirements.txt")) - set(pinned("requirements-dev.txt")) == set()


@pytest.mark.parametrize(
    ("folder", "files"), [("archive", ["requirements.in"]), ("tests", ["requirements.in", "requirements-dev.in"])]
)
def test_what_is_imported_is_a_direct_dependency(folder: str, files: list[str]) -> None:
    distributions = packages_distributions()
    named = {name for file in files for name in direct(file)}
    missing = {
        name for name in imported(folder) if not named & {normal(found) for found in distributions.get(name, ())}
    }
    assert missing == set()


def test_every_direct_dependency_has_a_line_that_says_why() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text()
    told = {normal(name) for name in re.findall(r"^\| `([\w.-]+)` \|", text, re.MULTILINE)}
    wanted = set().union(*(direct(lock.replace(".txt", ".in")) for lock in LOCKED))
    assert wanted - told == set()
    assert told - wanted == set()


@pytest.mark.parametrize("command", [DEMO, TESTS])
def test_the_readme_gives_both_commands(command: str) -> None:
    assert f"\n{command}\n" in (ROOT / "README.md").read_text()


def test_ci_runs_the_tests_as_the_readme_does() -> None:
    assert TESTS.endswith("python -m pytest")
    runs = re.findall(r'"\$python" -m pytest(?= *(?:>|\|\|))', (ROOT / ".ci" / "run").read_text())
    assert len(runs) == 4  # on SQLite, on PostgreSQL, in a browser, and of programs that ask no database


def test_the_readme_lists_every_setting() -> None:
    source = (ROOT / "archive" / "settings.py").read_text()
    read = set(re.findall(r'\bread\w*\(\s*"([A-Z_]+)"', source)) - {"ARCHIVE_DEMO"}
    told = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text(), re.MULTILINE))
    assert len(read) > 10
    assert read == told


def test_every_link_of_the_documents_leads_somewhere() -> None:
    broken = []
    for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", path.read_text()):
            if not (path.parent / target).exists():
                broken.append(f"{path.name}: {target}")
    assert broken == []


def test_every_room_is_on_the_map() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text()
    rooms = {path.split("/")[1] for path in committed() if path.startswith("archive/") and path.count("/") > 1}
    assert {room for room in rooms if f"`{room}`" not in text} - {"locale", "migrations"} == set()


def test_every_catalogue_is_committed_with_its_compiled_form() -> None:
    files = set(committed())
    assert {path for path in files if path.endswith(".po") and f"{path[:-3]}.mo" not in files} == set()
