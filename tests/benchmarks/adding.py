"""What it costs to add a person whom a hundred articles of a corpus name, in three forms: time and memory."""

import resource
import time

from archive import pipeline
from archive.models import Mention, NameForm, Person
from tests.benchmarks.corpus import PLANTED, PLANTED_ARTICLES

FAMILY = PLANTED[0].split()[-1]


def measure(times: int = 3) -> None:
    """Add the person, print what it cost, and delete the person again; some times, as the first one loads much."""
    for number in range(times):
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.perf_counter()
        person = add()
        saved, busy = time.perf_counter(), time.process_time()
        concerned = pipeline.authority_changed(people=[person])
        seconds, busy = time.perf_counter() - saved, time.process_time() - busy
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) / 1024
        found = Mention.objects.shown().filter(person=person).count()
        print(
            f"{number + 1}. a person with {len(PLANTED)} name forms: saved in {1000 * (saved - began):.0f} ms, "
            f"{concerned} articles linked again in {seconds:.2f} s ({busy:.2f} s of CPU), "
            f"{found} of {PLANTED_ARTICLES} found, {grown:.0f} MB more memory at the peak"
        )
        pipeline.delete_authorities(Person.objects.filter(pk=person.pk))


def add() -> Person:
    """Make the person's record as the desk does before it calls the pipeline."""
    person = Person(given_name=PLANTED[0].split()[0], family_name=FAMILY)
    person.save()
    for form in PLANTED[1:]:
        NameForm(person=person, text=form).save()
    return person
