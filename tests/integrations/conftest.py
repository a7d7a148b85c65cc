"""Workers that the tests of a module share, because each process takes its time to begin."""

from collections.abc import Iterator

import pytest

from integrations.workers import Workers


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    workers = Workers()
    yield workers
    workers.close()
