"""One analysis of text for indexing, querying and highlighting; query text to a tree; one class per backend."""
