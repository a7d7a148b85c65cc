"""Look-ups that take the same work whether or not there is what is looked for.

A stranger must not learn from the time of an answer who or what is known here. So where no row has a key,
the row of the next key stands in for it, and behind the last key that of the first. It is read and made into
an object like the row that was meant, and only then left out; no caller gets to see it.
"""

NEAREST = """(
    SELECT max(near.key) FROM (
        SELECT min({key}) AS key FROM {table}
        UNION ALL SELECT min({key}) FROM {table} WHERE {key} >= {wanted}
    ) near
)"""


def nearest(key: str, table: str, wanted: str = "?") -> str:
    """Give SQL for the key that is wanted, or for the one that stands in; NULL if the table is empty.

    ``key`` has an index; ``wanted`` is what it is compared with. Both parts are looked up in any case.
    """
    return NEAREST.format(key=key, table=table, wanted=wanted)
