"""What becomes of the rows of a list, and which of them are shown first."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from domain.batch import TO_FIX, Batch, BatchRow, RowState, Said
from domain.batch_text import RowText

RIGHT = BatchRow(1, RowText("100200301", "", "12650"), state=RowState.RIGHT, meter_id="M1")


def batch(*rows: BatchRow) -> Batch:
    return Batch(1, 1, "key", rows)


def test_rows_of_one_meter_are_wrong_until_all_but_one_are_left_out() -> None:
    other = replace(RIGHT, place=2)
    assert set(batch(RIGHT, other).states().values()) == {RowState.WRONG}
    left_out = replace(other, said=Said.SKIPPED)
    assert batch(RIGHT, left_out).states() == {1: RowState.RIGHT, 2: RowState.SKIPPED}


def test_a_row_of_a_meter_that_was_sent_already_is_wrong() -> None:
    sent = replace(RIGHT, reading_id=7)
    assert batch(sent, replace(RIGHT, place=2)).states() == {1: RowState.SENT, 2: RowState.WRONG}


def test_a_row_that_changed_is_looked_at_again() -> None:
    assert batch(replace(RIGHT, is_changed=True)).states() == {1: RowState.DOUBTFUL}


def test_a_row_that_was_not_judged_is_not_sent() -> None:
    assert batch(replace(RIGHT, state=None)).in_state(RowState.RIGHT) == []


@given(st.lists(st.sampled_from([RowState.RIGHT, RowState.DOUBTFUL, RowState.WRONG]), max_size=30))
def test_what_has_to_be_put_right_comes_first(states: list[RowState]) -> None:
    rows = [
        replace(RIGHT, place=place, state=state, meter_id=f"M{place}")
        for place, state in enumerate(states, start=1)
    ]
    listed = batch(*rows)
    shown = [listed.states()[row.place] for row in listed.to_be_looked_at()]
    to_fix = sum(state in TO_FIX for state in states)
    assert all(state in TO_FIX for state in shown[:to_fix])
    assert sorted(shown) == sorted(states)
