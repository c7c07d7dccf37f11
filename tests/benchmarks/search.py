"""How fast the archive answers: `python -m tests.benchmarks.search [ARTICLES] [--runs N] [--only WORDS] …`.

Takes the corpus of that size (`tests.benchmarks.corpus`, kept between runs), asks forty questions of each kind, and
prints medians and 95th percentiles in milliseconds, as Markdown: the first page, page 1,000, the count, what is counted
for facets and histogram, all that the list page does short of its template, and the page as a browser gets it. Beside
them stand SQL written by hand for the same answer (`tests.benchmarks.floors`), and Datasette on the same file (SQLite
alone). All are asked the same question in turn, in another order each time. --cpu gives the time of the processor, in
this process and the database's or Datasette's, instead of the clock's, and --turns the shortest time of some turns:
both for a machine that others use at the same time.
--link measures what adding a person costs instead.
"""

import os
from argparse import ArgumentParser, Namespace
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock
from urllib.parse import urlencode

import tests.environment  # noqa: F401  (before Django's settings)

os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpResponse, QueryDict  # noqa: E402
from django.test import Client, RequestFactory  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from archive.filters import ArticleFilter  # noqa: E402
from archive.models import Article  # noqa: E402
from archive.search.facts import LARGEST_ID  # noqa: E402
from archive.views.articles import article_list  # noqa: E402
from tests.benchmarks import adding, corpus, datasette, floors  # noqa: E402
from tests.benchmarks.questions import KINDS, Known, Question, ask, known  # noqa: E402
from tests.benchmarks.timing import Watch, middle, run_sql, show_plan, show_plans, worst  # noqa: E402

PAGE = 20
DEEP = 1_000
# Somebody who takes so many seconds for a kind of question is asked no more of it.
PATIENCE = 20.0
SITE = ("page 1", f"page {DEEP:,}", "count", "facets", "whole", "HTTP")
FLOOR = ("floor page", f"floor page {DEEP:,}", "floor count", "floor facets")


@dataclass
class Times:
    """The times of one kind of question, by who was asked for what."""

    watch: Watch
    turns: int = 1
    of: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def take(self, name: str, work: Callable[[], object]) -> None:
        """Run and note the shortest time of some turns, unless all runs before took too long."""
        for turn in range(self.turns):
            if sum(self.of[name]) >= 1000 * PATIENCE:
                return
            seconds = self.watch.timed(work)
            if turn:
                self.of[name][-1] = min(self.of[name][-1], seconds)
            else:
                self.of[name].append(seconds)


class Asker:
    """Asks one question of everybody."""

    def __init__(self, watch: Watch, port: int = 0, file: Path | None = None) -> None:
        """Take a watch, and the port at which Datasette serves a file; None where it does not."""
        self.watch, self.port, self.file = watch, port, file
        self.client = Client(headers={"host": "localhost"})
        self.factory = RequestFactory(headers={"host": "localhost"})

    def address(self, question: Question) -> str:
        """Return the address of the list."""
        return "/articles/?" + urlencode({"q": question.q, "order": question.order})

    def filtered(self, question: Question) -> ArticleFilter:
        """Return a FilterSet that has done nothing yet."""
        asked = QueryDict(urlencode({"q": question.q, "order": question.order}))
        return ArticleFilter(asked, queryset=Article.objects.published().select_related("source"))

    def whole(self, question: Question) -> None:
        """Do all that the list page does, short of its template."""
        with mock.patch("archive.views.articles.render", lambda request, name, context: HttpResponse(str(context)[:0])):
            assert article_list(self.factory.get(self.address(question), secure=True)).status_code == 200

    def http(self, question: Question) -> None:
        """Get the page as a browser does."""
        response = self.client.get(self.address(question), secure=True)
        assert response.status_code == 200, f"{self.address(question)} answers {response.status_code}"

    def site(self, question: Question, times: Times, deep: int | None) -> None:
        """Ask the site: for each part of the page by itself, for all of it, and as a browser does."""
        times.take("page 1", lambda: list(self.filtered(question).articles[:PAGE]))
        found = self.filtered(question)
        if deep is not None:
            times.take(SITE[1], lambda: found.articles.at(found.found.behind(deep, PAGE)))
        assert found.is_valid() and not found.query.mistakes, f"{question.q}: {found.query.mistakes}"
        times.of["found"].append(found.found.count + found.found.more)
        times.take("count", lambda: self.filtered(question).found.count)
        times.take("facets", lambda: self.filtered(question).counted)
        times.take("whole", lambda: self.whole(question))
        times.take("HTTP", lambda: self.http(question))

    def floor(self, question: Question, way: floors.Way | None, times: Times, deep: int | None) -> None:
        """Ask by hand, in the given way; the page by relevance where that is asked for."""
        is_ranked = question.order == "relevance"
        if is_ranked:
            times.take("floor page", lambda: run_sql(*floors.ranked(question)))
        if way is None:
            return
        if not is_ranked:
            times.take("floor page", lambda: run_sql(*way.page()))
        if deep is not None and way.behind:
            times.take(FLOOR[1], lambda: run_sql(*way.page(deep)))
        if question.q:
            times.take("floor count", lambda: run_sql(*way.count()))
            times.take("floor facets", lambda: run_sql(*way.facets()))
        else:
            times.take("floor facets", lambda: [run_sql(sql) for sql in floors.kept()])

    def datasette(self, question: Question, times: Times) -> None:
        """Ask Datasette for the page with its count and facets."""
        path = datasette.address(self.file, question) if self.file else None
        if path is not None:
            times.take("Datasette", lambda: datasette.get(self.port, path))


def best_way(asker: Asker, question: Question) -> floors.Way | None:
    """Return the way by hand that is the fastest for all parts together; None where none ends."""
    costs = []
    many = asker.filtered(question).found.more
    for way in (one for one in floors.ways(question) if not (one.sorts and many)):
        try:
            with bounded():
                cost = sum(
                    Watch().timed(lambda one=one: run_sql(*one)) for one in (way.page(), way.count(), way.facets())
                )
        except Exception as error:  # it would take too long, or cannot be said in this database
            if "interrupted" not in str(error) and "timeout" not in str(error):
                raise
            continue
        costs.append((cost, len(costs), way))
    return min(costs)[-1] if costs else None


class bounded:
    """Statements inside are ended after some seconds."""

    def __enter__(self) -> None:
        if connection.vendor == "sqlite":
            self.steps = 0
            connection.connection.set_progress_handler(self._count, 1_000_000)
        else:
            run_sql("SELECT set_config('statement_timeout', '5s', false)")

    def _count(self) -> int:
        self.steps += 1
        return self.steps > 300

    def __exit__(self, *_: object) -> None:
        if connection.vendor == "sqlite":
            connection.connection.set_progress_handler(None, 0)
        else:
            run_sql("SELECT set_config('statement_timeout', '0', false)")


def deep_place(asker: Asker, question: Question) -> int | None:
    """Return the place behind which page 1,000 begins; None where the list is not so long."""
    found = asker.filtered(question).found
    if not found.in_time or not found.more:
        return None
    place = None
    for _ in range(2):
        places = found.behind(place, (DEEP - 1) * PAGE // 2)
        if len(places) < (DEEP - 1) * PAGE // 2:
            return None
        place = places[-1]
    return place if found.behind(place, 1) else None


def compared(asker: Asker, question: Question, way: floors.Way) -> None:
    """Say so where site and SQL by hand do not find the same."""
    found = asker.filtered(question).found
    ours = {place & LARGEST_ID for place in found.page(0, PAGE)}
    by_hand = {row[0] for row in run_sql(*way.page())}
    count = run_sql(*way.count())[0][0]
    if ours != by_hand or min(count, floors.MOST) != found.count:
        print(f"    {question.q}: {found.count} and {count}, {len(ours - by_hand)} of the first {PAGE} differ")


def measure(asker: Asker, name: str, have: Known, arguments: Namespace) -> Times:
    """Ask all questions of one kind; returns the times."""
    times = Times(asker.watch, arguments.turns)
    questions = ask(name, arguments.runs, have, arguments.seed)
    way = best_way(asker, questions[0])
    asker.site(questions[0], Times(asker.watch), None)
    if way and questions[0].q and questions[0].order != "relevance":
        compared(asker, questions[0], way)
    for number, question in enumerate(questions):
        ways = [one for one in floors.ways(question) if way and one.name == way.name]
        deep = deep_place(asker, question)
        turns: list[Callable[[], None]] = [
            lambda: asker.site(question, times, deep),  # noqa: B023  (run before the next question)
            lambda: asker.floor(question, ways[0] if ways else None, times, deep),  # noqa: B023
            lambda: asker.datasette(question, times),  # noqa: B023
        ]
        for turn in turns[number % 3 :] + turns[: number % 3]:
            turn()
    if arguments.plans is not None:
        plans(asker, questions[-1], way, arguments.plans)
    return times


def plans(asker: Asker, question: Question, way: floors.Way | None, slow: float) -> None:
    """Print how the database went about what took long: the site's statements, and those by hand."""
    with CaptureQueriesContext(connection) as captured:
        asker.whole(question)
    print(f"{question.q}: {len(captured)} queries")
    show_plans(captured.captured_queries, slow)
    for sql, params in (way.page(), way.count(), way.facets()) if way else ():
        if Watch().timed(lambda sql=sql, params=params: run_sql(sql, params)) >= slow:
            show_plan(sql % tuple(f"'{value}'" if isinstance(value, str) else value for value in params))


def shown(times: Times, column: str, of: Callable[[list[float]], float] = middle) -> str:
    """Return the median, or what else is asked for, of what somebody took for something."""
    found = times.of.get(column)
    return f"{of(found):,.1f}" if found else "–"


def both(times: Times, column: str) -> str:
    """Return the median and the 95th percentile."""
    return f"{shown(times, column)} / {shown(times, column, worst)}" if times.of.get(column) else "–"


def whole_row(name: str, times: Times) -> str:
    """Return a kind's line of the first table."""
    floor = sum(
        middle(times.of[column]) for column in ("floor page", "floor count", "floor facets") if times.of[column]
    )
    by_hand = [f"{floor:,.1f}", f"{middle(times.of['whole']) / floor:.1f}"] if floor else ["–", "–"]
    cells = [name, found_in_words(times), both(times, "whole"), both(times, "HTTP"), *by_hand]
    if times.of["Datasette"]:
        cells += [both(times, "Datasette"), f"{middle(times.of['Datasette']) / middle(times.of['HTTP']):.1f}"]
    return f"| {' | '.join(cells)} |"


def found_in_words(times: Times) -> str:
    """Return how many articles the questions of a kind found, in the middle."""
    found = middle(times.of["found"])
    return "10,000+" if found > floors.MOST else f"{found:,.0f}"


def parts_row(name: str, times: Times) -> str:
    """Return a kind's line of the second table: ours and by hand, part by part."""
    pairs = zip(SITE[:4], FLOOR, strict=True)
    cells = [name, *(f"{shown(times, ours)} / {shown(times, by_hand)}" for ours, by_hand in pairs)]
    return f"| {' | '.join(cells)} |"


def heading(columns: list[str]) -> str:
    """Return the head of a table."""
    return f"\n| {' | '.join(columns)} |\n| --- |{' ---: |' * (len(columns) - 1)}"


def compare(arguments: Namespace) -> None:
    """Measure every kind of question, and print the table."""
    have = known(arguments.seed, arguments.articles)
    with ExitStack() as stack:
        file, port, pids = None, 0, []
        if connection.vendor == "sqlite":
            if datasette.is_there() and not arguments.alone:
                file = Path(connection.settings_dict["NAME"])
                datasette.prepare(file)
                port, pid = stack.enter_context(datasette.served(file))
                pids.append(pid)
        else:
            pids.append(run_sql("SELECT pg_backend_pid()")[0][0])
        asker = Asker(Watch(pids if arguments.cpu else None), port, file)
        columns = ["asked", "found", "whole page", "HTTP", "by hand", "whole : by hand"]
        print(heading(columns + (["Datasette", "Datasette : HTTP"] if file else [])), flush=True)
        taken = {}
        for name in KINDS:
            if arguments.only in name:
                taken[name] = measure(asker, name, have, arguments)
                print(whole_row(name, taken[name]), flush=True)
    print(heading(["asked, ours / by hand", *SITE[:4]]))
    for name, times in taken.items():
        print(parts_row(name, times))


def main() -> None:
    """Read the arguments, and measure."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="?", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=40, help="questions of each kind")
    parser.add_argument("--only", default="", help="the kinds whose names have these words")
    parser.add_argument("--plans", type=float, metavar="MS", help="print the plans of statements that take longer")
    parser.add_argument("--turns", type=int, default=1, help="ask each question so often; the shortest time counts")
    parser.add_argument("--cpu", action="store_true", help="measure the processor's time, not the clock's")
    parser.add_argument("--alone", action="store_true", help="without Datasette")
    parser.add_argument("--link", action="store_true", help="measure what adding a person costs, and nothing else")
    arguments = parser.parse_args()
    settings.ALLOWED_HOSTS = ["localhost"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    corpus.take(arguments.articles, arguments.seed, keep=True)
    if arguments.link:
        adding.measure()
    else:
        compare(arguments)


if __name__ == "__main__":
    main()
