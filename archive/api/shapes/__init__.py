"""What the answers look like: one serializer a thing, from which the answers are written and the schema is made."""
