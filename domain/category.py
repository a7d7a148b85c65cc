"""Whose prices count: the category of a subscriber, in billing's words."""


def category_key(category: str) -> str:
    """Return what the spellings of one category have in common; the empty text is no category."""
    return " ".join(category.split()).casefold()
