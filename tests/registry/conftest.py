"""An empty database for every test."""

from pathlib import Path

import pytest

from tests.registry.town import Importer


@pytest.fixture
def import_registry(tmp_path: Path) -> Importer:
    return Importer(tmp_path)
