"""What waits in the inbox cannot be read on the disk."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.sealing import Seal, SealError

SEAL = Seal.of(b"key of a server")


@given(st.integers(min_value=0), st.binary(max_size=2000))
def test_what_was_sealed_opens_to_the_same(update_id: int, content: bytes) -> None:
    assert SEAL.open(update_id, SEAL.seal(update_id, content)) == content


def test_nothing_of_the_content_can_be_read() -> None:
    sealed = SEAL.seal(7, b"my password " * 20)
    assert "password" not in sealed
    assert sealed != SEAL.seal(7, b"my password " * 20)


@pytest.mark.parametrize(
    "opened",
    [
        lambda sealed: Seal.of(b"another key").open(7, sealed),
        lambda sealed: SEAL.open(8, sealed),
        lambda sealed: SEAL.open(7, sealed[:-4] + "AAA="),
        lambda _sealed: SEAL.open(7, '{"update_id": 7}'),
        lambda _sealed: SEAL.open(7, ""),
    ],
    ids=["another key", "another update", "changed", "never sealed", "empty"],
)
def test_what_does_not_belong_together_does_not_open(opened) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(SealError):
        opened(SEAL.seal(7, b"content"))
