"""A `CapturedPage` becomes an `ExtractedArticle`, each field with its origin. Pure: no ORM, network or clock."""
