"""The pictures of README and docs change only with what they show."""

from pathlib import Path

import pytest

from tests.browser.pictures import take
from tests.browser.scenes import SCENES


@pytest.mark.timeout(280)
def test_pictures_that_are_taken_twice_have_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        take(folder)
    changed = [name for name in SCENES if (first / name).read_bytes() != (second / name).read_bytes()]
    assert changed == []
