"""The corpora of the benchmarks: the same seed gives the same news, and what they promise is so."""

from collections import Counter
from statistics import mean

import pytest
from django.test import TestCase

from archive.keeping.verify import Problem, verify
from archive.mentions import linker
from archive.models import Article, AuthorityVersion, Mention, Person, Source
from archive.pipeline import rebuild_counts
from archive.search import index
from tests.benchmarks import corpus, records

NUMBER, SEED = 1_000, 5


@pytest.mark.sqlite  # the rows are numbered from 1, where PostgreSQL numbers on from the tests before
class CorpusTests(TestCase):
    """A corpus of a thousand articles, written under all constraints."""

    @classmethod
    def setUpTestData(cls) -> None:
        """Make the corpus."""
        cls.people, cls.happenings = records.make(NUMBER, SEED)
        corpus.write(cls.maker(SEED))
        rebuild_counts()
        AuthorityVersion.bump()

    @classmethod
    def maker(cls, seed: int) -> corpus.Maker:
        """Return a maker of articles about the people and events that there are."""
        return corpus.Maker(NUMBER, seed, cls.people, cls.happenings)

    def test_it_makes_the_same_articles_of_a_seed(self) -> None:
        """Twice the same, and others of another seed."""
        rows = list(self.maker(SEED).batches())
        self.assertEqual(rows[0].articles[-1][7], Article.objects.latest("pk").text)
        self.assertEqual(rows, list(self.maker(SEED).batches()))
        self.assertNotEqual(rows[0].articles, next(self.maker(SEED + 1).batches()).articles)

    def test_it_has_the_statistics_of_news(self) -> None:
        """Numbers, lengths, dates, words, people and sources are as they are promised."""
        articles = list(Article.objects.published().select_related(None))
        self.assertEqual((len(articles), Article.objects.count()), (NUMBER, NUMBER + NUMBER // 200))
        self.assertTrue(1_700 < mean(len(article.text.encode()) for article in articles) < 2_700)
        dated = Counter("day" if one.published_at is None else "time" for one in articles if not one.undated)
        uncertain = sum(1 for one in articles if one.published_earliest != one.published_latest)
        self.assertTrue(dated["time"] > 2 * dated["day"] and 5 < uncertain < 50)
        self.assertTrue(0 < sum(one.undated for one in articles) < 40)
        self.assertGreater(mean(" de " in one.text for one in articles if one.language == "fr"), 0.9)
        self.assertTrue(0.3 < mean("partout" in one.text for one in articles) < 0.5)
        for model in (Person, Source):
            counts = sorted(model.objects.values_list("article_count", flat=True), reverse=True)
            self.assertGreater(counts[0], 10 * counts[len(counts) // 2])

    def test_it_computes_dates_as_the_models_do(self) -> None:
        """The columns beside the EDTF text are those that a save would write."""
        names = ("published", "published_earliest", "published_latest", "published_at", "published_order", "undated")
        for article in Article.objects.all():
            written = [getattr(article, name) for name in names]
            article.compute_days()
            self.assertEqual(written, [getattr(article, name) for name in names], article.published)

    def test_it_tells_of_whom_the_linker_finds(self) -> None:
        """Every planned mention, and all its spans, is what the matchers find in the text."""
        for article in Article.objects.filter(pk__lte=100):
            found = linker.find(article)
            for mention in article.mentions.prefetch_related("spans"):
                planned = [(span.field, span.start, span.end) for span in mention.spans.all()]
                self.assertTrue(planned)
                matches = found[linker.key_of(mention)]
                self.assertLessEqual(set(planned), {(match.field, match.start, match.end) for match in matches})

    def test_it_passes_the_verification(self) -> None:
        """Spans stand where they say, the index is in step; captures alone are not there. The planted name is found."""
        index.rebuild()
        problems = [found for found in verify() if isinstance(found, Problem)]
        self.assertEqual([one for one in problems if "capture" not in f"{one.where} {one.why}"], [])
        self.assertEqual(len(list(index.articles_with(corpus.PLANTED))), corpus.PLANTED_ARTICLES)

    def test_it_lets_two_people_appear_together(self) -> None:
        """The two most frequent are together far more often than two such people would be by chance."""
        together = Mention.objects.filter(person=self.people[0], article__mentions__person=self.people[1]).count()
        alone = [Mention.objects.filter(person=person).count() for person in self.people[:2]]
        self.assertGreater(together, 1.3 * alone[0] * alone[1] / NUMBER)
