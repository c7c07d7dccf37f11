"""What proves that the archive is whole: fixity of captures, spans against texts, index and files against rows."""
