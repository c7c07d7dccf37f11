"""How the time that a page takes grows with its size: `python -m tests.fuzz.growth [--size N] [NAME…]`.

Each trap is read at a quarter of the size, half of it and the whole; whatever grows faster than the page is marked.
"""

import argparse
import sys

from tests.fuzz.traps import PAGES, TEXTS
from tests.fuzz.worker import Reader

_SLOW = 2.0
_STEEP = 2.6  # from one size to its double
_FAST = 0.3


def main() -> None:
    """Print a line for each trap: seconds at the three sizes, memory, and how it ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--size", type=int, default=1_000_000)
    arguments = parser.parse_args()
    reader = Reader()
    for kind, traps in (("html", PAGES), ("txt", TEXTS)):
        for name, trap in traps.items():
            if arguments.names and name not in arguments.names:
                continue
            endings = [
                reader.read(trap(arguments.size // part).encode("utf-8", "surrogatepass"), f"trap.{kind}")
                for part in (4, 2, 1)
            ]
            first, second, third = (ending.seconds for ending in endings)
            steep = third > _FAST and third > _STEEP * second
            mark = "SLOW " * (third > _SLOW) + "STEEP " * steep + "FAULT " * any(ending.fault for ending in endings)
            words = endings[-1].fault[-200:] or endings[-1].came_out
            memory = endings[-1].memory / 2**20
            sys.stdout.write(f"{mark}{name}: {first:.2f} {second:.2f} {third:.2f} s, {memory:.0f} MB, {words}\n")
            sys.stdout.flush()
    reader.close()


if __name__ == "__main__":
    main()
