"""Every picture of README and docs is one that ``make screenshots`` takes anew."""

import re

from tests.browser.scenes import SCENES
from tests.structure.project import ROOT

SCREENSHOTS = ROOT / "docs" / "screenshots"
MOST_BYTES = 300_000
"""Nobody waits for a picture of a README."""


def shown() -> set[str]:
    """The pictures that the documents show, by what stands between the brackets of their address."""
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    addresses = {
        (document.parent / address).resolve()
        for document in documents
        for address in re.findall(r"!\[[^]]*\]\(([^)]+\.png)\)", document.read_text(encoding="utf-8"))
    }
    return {str(address.relative_to(ROOT)) for address in addresses}


def test_the_documents_show_the_pictures_that_are_taken_anew_and_no_others() -> None:
    assert shown() == {f"docs/screenshots/{name}" for name in SCENES}


def test_no_picture_lies_about_that_is_not_taken_anew() -> None:
    assert {path.name for path in SCREENSHOTS.iterdir()} == set(SCENES)


def test_no_picture_is_heavy() -> None:
    heavy = {path.name for path in SCREENSHOTS.iterdir() if path.stat().st_size > MOST_BYTES}
    assert heavy == set()
