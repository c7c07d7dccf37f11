"""What robots.txt lets a robot take, as RFC 9309 has it."""

from time import process_time

import pytest

from archive.capture.robots import EVERYTHING, MOST_BYTES, normal, product, read_robots


def allows(rules: str, target: str) -> bool:
    return read_robots(rules.encode(), "dossier").allows(target)


@pytest.mark.parametrize(
    ("path", "target", "answer"),
    [
        ("/", "/anything", False),
        ("/a", "/a", False),
        ("/a", "/abc?x=1", False),
        ("/a/", "/a", True),
        ("/A", "/a", True),
        ("", "/a", True),
        ("/*.pdf$", "/a/b.pdf", False),
        ("/*.pdf$", "/a/b.pdf?x", True),
        ("/*.pdf", "/a/b.pdf?x", False),
        ("/a$", "/a", False),
        ("/a$", "/ab", True),
        ("/*?print=", "/a/b?print=1", False),
        ("/*?print=", "/a/b?q=1", True),
        ("/a*b*c", "/a-c-b", True),
        ("/a*b*c", "/a-b-c-", False),
        ("/a*a$", "/a", True),
        ("/a*a$", "/aa", False),
        ("*/private/", "/x/private/y", False),
        ("/é", "/%C3%A9t%C3%A9", False),
        ("/%c3%a9", "/%C3%A9t%C3%A9", False),
        ("/%7Ejoe", "/~joe", False),
        ("/a%2Fb", "/a/b", True),
    ],
)
def test_it_compares_paths(path, target, answer):
    assert allows(f"User-agent: *\nDisallow: {path}\n", target) is answer


@pytest.mark.parametrize(
    ("rules", "target", "answer"),
    [
        ("Allow: /\nDisallow: /search", "/search", False),
        ("Disallow: /\nAllow: /news/", "/news/a", True),
        ("Disallow: /\nAllow: /news/", "/other", False),
        ("Allow: /page\nDisallow: /page", "/page", True),
        ("Disallow: /page\nAllow: /page", "/page", True),
        ("Disallow: /*.html\nAllow: /a", "/a.html", False),
        ("Disallow: /", "/robots.txt", True),
    ],
)
def test_it_follows_the_longest_rule(rules, target, answer):
    assert allows(f"User-agent: *\n{rules}", target) is answer


@pytest.mark.parametrize(
    ("rules", "answer"),
    [
        ("User-agent: *\nDisallow: /\nUser-agent: Dossier\nDisallow: /other", True),
        ("User-agent: DOSSIER/2.0\nDisallow: /\n\nUser-agent: *\nAllow: /", False),
        ("User-agent: other\nUser-agent: dossier\n\nDisallow: /", False),
        ("User-agent: dossier\nDisallow: /b\n\nUser-agent: x\nDisallow: /\n\nUser-agent: dossier\nDisallow: /a", False),
        ("User-agent: dossierbot\nDisallow: /", True),
        ("User-agent: Dossier\nDisallow:\n\nUser-agent: *\nDisallow: /", True),
        ("Disallow: /", True),
        ("User-agent: *\r\nCrawl-delay: 5\r\nSitemap: https://x.example/s.xml\r\nDisallow: / # all", False),
        ("\ufeffuser-agent : *\n disallow\t: /", False),
        ("User-agent: *\nDissallow: /\nnonsense\n<html>", True),
        ("", True),
    ],
)
def test_it_finds_the_group_of_the_robot(rules, answer):
    assert allows(rules, "/a") is answer


def test_it_takes_everything_without_rules():
    assert EVERYTHING.allows("/a")


def test_it_reads_no_more_than_the_beginning():
    rules = "User-agent: *\n" + "#" * MOST_BYTES + "\nDisallow: /"
    assert allows(rules, "/a")


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [("Dossier/1.0 (+https://archive.example)", "dossier"), ("Dossier", "dossier"), ("my_Bot-x y", "my_bot-x")],
)
def test_it_names_the_product(user_agent, name):
    assert product(user_agent) == name


def test_it_writes_paths_alike():
    assert normal("/été%2f%7e*$") == "/%C3%A9t%C3%A9%2F~*$"


@pytest.mark.parametrize(
    "rules",
    [
        "User-agent: *\nDisallow: /" + "a*" * 1000 + "b\n",
        "User-agent: *\n" + f"Disallow: /{'a*' * 50}b$\n" * 4000,
        "User-agent: a\n" * 35_000 + "Disallow: /",
        "Disallow: " * 40_000,
        "User-agent: *\nDisallow: /" + "%C3%A9" * 80_000,
    ],
)
def test_it_is_not_slowed_by_hostile_rules(rules):
    began = process_time()
    read_robots(rules.encode(), "dossier").allows("/" + "a" * 1900)
    assert process_time() - began < 5
