"""A shorter run of ``make limits``: guesses of each kind, evenly within a day."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.guessing.attacks import ATTACKS, Attack, play

GUESSES = 120


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
async def test_no_attack_reaches_more_than_is_told_or_shuts_the_owner_out(
    attack: Attack, tmp_path: Path
) -> None:
    outcome = await play(attack, GUESSES, tmp_path)
    assert 0 < outcome.reached <= attack.reach
    assert outcome.owner_gets_in
