"""Settings are read from the environment, and a bad one is refused in a sentence that names it."""

import os
import runpy
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

pytestmark = pytest.mark.process

ROOT = Path(__file__).resolve().parent.parent
KEY = "k7Qx-" * 16
READ = (
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "DATABASE_URL",
    "DEBUG",
    "ARCHIVE_DEMO",
    "ARCHIVE_HTTPS",
    "DJANGO_ALLOW_ASYNC_UNSAFE",  # tests/environment.py sets it, and a deployment must not
)


@pytest.fixture
def environment(monkeypatch, tmp_path: Path):
    """Return the environment of a setting's test: nothing set but ARCHIVE_DATA."""
    for name in READ:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ARCHIVE_DATA", str(tmp_path / "data"))
    return monkeypatch


def read_settings() -> dict:
    """Return what settings.py makes of the environment as it is now."""
    return runpy.run_path(str(ROOT / "archive" / "settings.py"))


def run(tmp_path: Path, *words: str, **variables: str) -> subprocess.CompletedProcess:
    """Run this Python in the project's root, with nothing set but `variables`."""
    kept = {name: value for name, value in os.environ.items() if name not in READ}
    env = {**kept, "ARCHIVE_DATA": str(tmp_path / "data"), **variables}
    return subprocess.run([sys.executable, *words], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)


def test_it_works_with_nothing_set(environment, tmp_path: Path) -> None:
    read = read_settings()
    assert read["DATABASES"]["default"]["NAME"] == str(tmp_path / "data" / "archive.sqlite3")
    assert read["DEBUG"] is False
    assert read["ALLOWED_HOSTS"] == []
    assert len(read["SECRET_KEY"]) > 50
    assert "SECRET_KEY and ALLOWED_HOSTS" in read["SERVING_REFUSED"]


def test_it_takes_what_is_set(environment) -> None:
    environment.setenv("SECRET_KEY", f"${KEY}")
    environment.setenv("ALLOWED_HOSTS", "archive.example.org, [::1],.example.net")
    environment.setenv("CSRF_TRUSTED_ORIGINS", "https://archive.example.org")
    environment.setenv("DATABASE_URL", "postgres://u:p%23%40@db:5433/press?sslmode=require")
    environment.setenv("TIME_ZONE", "Europe/Paris")
    environment.setenv("TRUST_PROXY", "yes")
    read = read_settings()
    assert read["SECRET_KEY"] == f"${KEY}"
    assert read["ALLOWED_HOSTS"] == ["archive.example.org", "[::1]", ".example.net"]
    assert read["CSRF_TRUSTED_ORIGINS"] == ["https://archive.example.org"]
    database = read["DATABASES"]["default"]
    assert (database["PASSWORD"], database["HOST"], database["PORT"], database["NAME"]) == ("p#@", "db", 5433, "press")
    assert database["OPTIONS"] == {"sslmode": "require"}
    assert read["TIME_ZONE"] == "Europe/Paris"
    assert read["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")
    assert read["SERVING_REFUSED"] == ""


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("DEBUG", "maybe", "write 1 or 0"),
        ("ARCHIVE_HTTPS", "2", "write 1 or 0"),
        ("HSTS_SECONDS", "-1", "whole number of 0 or more"),
        ("HSTS_SECONDS", "a year", "whole number of 0 or more"),
        ("ARCHIVE_MAX_PAGE_BYTES", "10", "whole number of 1024 or more"),
        ("TIME_ZONE", "Paris", "IANA time zone"),
        ("TIME_ZONE", "../../etc/passwd", "IANA time zone"),
        ("ALLOWED_HOSTS", "https://archive.example.org", "without https://"),
        ("ALLOWED_HOSTS", "archive.example.org:8000", "without a port"),
        ("ALLOWED_HOSTS", "[::1]:8000", "without a port"),
        ("CSRF_TRUSTED_ORIGINS", "archive.example.org", "https://archive.example.org"),
        ("DATABASE_URL", "press", "must begin with"),
        ("DATABASE_URL", "mysql://u:p@db/press", "must begin with"),
        ("DATABASE_URL", "postgres://u:p@db:port/press", "cannot be read"),
        ("DATABASE_URL", "postgres://u:p/1@db/press", "%2F for /"),
        ("DATABASE_URL", "postgres://u:p@db", "names no database"),
        ("DATABASE_URL", "sqlite://:memory:", "names no database"),
        ("DATABASE_URL", "sqlite:///", "names no database"),
        ("ARCHIVE_DATA", "/dev/null/archive", "cannot be made"),
        ("ARCHIVE_DATA", "~nobody-of-this-name/archive", "cannot be made"),
    ],
)
def test_it_refuses_a_bad_value(environment, name: str, value: str, says: str) -> None:
    environment.setenv(name, value)
    with pytest.raises(ImproperlyConfigured) as refused:
        read_settings()
    assert name in str(refused.value)
    assert says in str(refused.value)


def test_it_keeps_passwords_out_of_its_refusals(environment) -> None:
    environment.setenv("DATABASE_URL", "postgres://u:hunter2/@db:port/press")
    with pytest.raises(ImproperlyConfigured) as refused:
        read_settings()
    assert "hunter2" not in str(refused.value)


def test_it_takes_the_default_database_from_a_folder_with_odd_characters(environment, tmp_path: Path) -> None:
    folder = tmp_path / "50% off #1 ?é"
    environment.setenv("ARCHIVE_DATA", str(folder))
    assert read_settings()["DATABASES"]["default"]["NAME"] == str(folder / "archive.sqlite3")


def test_it_keeps_one_key_for_its_owner_alone(environment, tmp_path: Path) -> None:
    first, second = read_settings()["SECRET_KEY"], read_settings()["SECRET_KEY"]
    path = tmp_path / "data" / "secret_key"
    assert first == second == path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["secret_key"]


def test_it_makes_no_key_where_one_is_set(environment, tmp_path: Path) -> None:
    environment.setenv("SECRET_KEY", KEY)
    read_settings()
    assert not (tmp_path / "data" / "secret_key").exists()


@pytest.mark.parametrize(("content", "says"), [(b"", "is empty"), (b"\xff\xfe\x00", "holds no text")])
def test_it_refuses_a_broken_key_file(environment, tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "secret_key").write_bytes(content)
    with pytest.raises(ImproperlyConfigured, match=says):
        read_settings()


def test_processes_that_start_at_once_share_one_key(tmp_path: Path) -> None:
    code = "from archive.settings import SECRET_KEY; print(SECRET_KEY)"
    env = {**os.environ, "ARCHIVE_DATA": str(tmp_path), "SECRET_KEY": ""}
    started = [
        subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
        for _ in range(6)
    ]
    keys = {process.communicate(timeout=60)[0].strip() for process in started}
    assert len(keys) == 1
    assert len(keys.pop()) > 50


def test_serving_keeps_readers_on_https(environment) -> None:
    environment.setenv("ARCHIVE_HTTPS", "1")
    read = read_settings()
    assert read["SECURE_SSL_REDIRECT"]
    assert read["SESSION_COOKIE_SECURE"]
    assert read["CSRF_COOKIE_SECURE"]
    assert read["SECURE_HSTS_SECONDS"] == 31_536_000


def test_the_demonstration_is_for_loopback_on_plain_http(environment) -> None:
    environment.setenv("ARCHIVE_DEMO", "1")
    read = read_settings()
    assert read["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]
    assert not read["SESSION_COOKIE_SECURE"]
    assert read["SERVING_REFUSED"] == ""
    assert "Compressed" not in read["STORAGES"]["staticfiles"]["BACKEND"]


@pytest.mark.parametrize(
    ("variables", "missing"),
    [
        ({}, "SECRET_KEY and ALLOWED_HOSTS"),
        ({"SECRET_KEY": KEY}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "localhost"}, "SECRET_KEY"),
        ({"SECRET_KEY": " ", "ALLOWED_HOSTS": " , "}, "SECRET_KEY and ALLOWED_HOSTS"),
    ],
)
def test_serving_needs_key_and_hosts(environment, variables: dict[str, str], missing: str) -> None:
    for name, value in variables.items():
        environment.setenv(name, value)
    assert read_settings()["SERVING_REFUSED"].startswith(f"Set {missing} before serving")


def test_serving_is_refused_without_them(tmp_path: Path) -> None:
    done = run(tmp_path, "-c", "import archive.wsgi", ALLOWED_HOSTS="localhost")
    assert done.returncode != 0
    assert "ImproperlyConfigured: Set SECRET_KEY before serving" in done.stderr


def test_runserver_refuses_in_a_sentence(tmp_path: Path) -> None:
    done = run(tmp_path, "manage.py", "runserver", "--noreload", "127.0.0.1:0")
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: Set SECRET_KEY and ALLOWED_HOSTS before serving")
    assert "Traceback" not in done.stderr


def test_serving_waits_for_the_static_files(tmp_path: Path) -> None:
    serving = {"SECRET_KEY": KEY, "ALLOWED_HOSTS": "localhost"}
    assert "run manage.py collectstatic" in run(tmp_path, "-c", "import archive.wsgi", **serving).stderr
    largest = ("--ignore=jquery", "--ignore=select2", "--ignore=xregexp")  # to pack them takes most of the time
    assert run(tmp_path, "manage.py", "collectstatic", "--noinput", *largest, **serving).returncode == 0
    done = run(tmp_path, "-c", "import archive.wsgi", **serving)
    assert (done.returncode, done.stderr) == (0, "")


def test_check_deploy_finds_nothing_with_key_and_hosts(tmp_path: Path) -> None:
    serving = {"SECRET_KEY": KEY, "ALLOWED_HOSTS": "archive.example.org"}
    done = run(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING", **serving)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_check_deploy_finds_what_is_missing(tmp_path: Path) -> None:
    done = run(tmp_path, "manage.py", "check", "--deploy")
    assert done.returncode == 1
    assert "archive.E004" in done.stderr


def test_a_bad_setting_ends_a_command_in_a_sentence(tmp_path: Path) -> None:
    done = run(tmp_path, "manage.py", "check", DEBUG="perhaps")
    assert done.returncode == 1
    assert done.stderr == "manage.py: DEBUG is 'perhaps'; write 1 or 0.\n"


def test_a_database_that_is_not_there_ends_a_command_in_a_sentence(tmp_path: Path) -> None:
    done = run(tmp_path, "manage.py", "migrate", DATABASE_URL="postgres://u:p@127.0.0.1:1/press")
    assert done.returncode == 1
    assert "connection failed" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/admin/login/", "/articles/", "/nowhere/"])
def test_every_answer_carries_a_strict_policy(client, path: str) -> None:
    policy = client.get(path).headers["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == "'self'"
    assert directives["frame-ancestors"] == directives["base-uri"] == directives["object-src"] == "'none'"
    assert "unsafe" not in policy


@pytest.mark.django_db
def test_every_answer_forbids_guessing_types_and_framing(client) -> None:
    headers = client.get("/").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


def test_tests_never_touch_a_real_archive() -> None:
    assert Path(tempfile.gettempdir()) in Path(settings.STATIC_ROOT).parents
    assert settings.BASE_DIR not in Path(settings.STATIC_ROOT).parents


def test_it_reads_the_hosts_that_may_be_fetched(environment) -> None:
    environment.setenv("ARCHIVE_FETCH_ALLOW", "intranet.example, 10.0.0.5:8080")
    assert len(read_settings()["ARCHIVE_FETCH_ALLOW"]) == 2
    environment.setenv("ARCHIVE_FETCH_ALLOW", "http://intranet.example/path")
    with pytest.raises(ImproperlyConfigured, match="is no host"):
        read_settings()
