"""Bytes of any format become `CapturedPage`s, and are kept in WARC files. No ORM, no guessing of titles."""
