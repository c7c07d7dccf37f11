"""Mutated pages and web archives, read through the real entry points: no traceback, no hang, no bloat.

A page may take 10 s of processor time and the whole process 1 GB, the libraries' own part included; what it may end in
is an article, `NoArticle` or `CaptureError`. The reading is done in a process of its own, which the system stops.

`ARCHIVE_FUZZ=10000` tries that many pages and archives instead of a few hundred, and the traps at a megabyte each.
`ARCHIVE_FUZZ_PAGES=FOLDER` takes the pages and web archives in FOLDER (also below it) for seeds beside our own.
"""
