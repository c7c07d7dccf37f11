"""A queryset as a stream in one format; what is visible, the caller has chosen."""
