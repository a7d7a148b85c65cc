import re

from hypothesis import given
from hypothesis import strategies as st

from integrations.tokens import KeyedTokens, server_key

TOKENS = KeyedTokens(server_key("42:token-of-the-bot"))


@given(st.text(alphabet="abc-_123", min_size=1, max_size=40))
def test_every_token_fits_a_link_of_telegram_behind_its_prefix(nonce: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", f"confirm_{TOKENS.token(nonce)}")
    assert len(TOKENS.token(nonce)) == 43


@given(st.text(alphabet="abc-_123", min_size=1, max_size=40))
def test_codes_and_captchas_are_six_digits(nonce: str) -> None:
    assert re.fullmatch(r"[0-9]{6}", TOKENS.code(nonce))
    assert re.fullmatch(r"[0-9]{6}", TOKENS.captcha(nonce))


def test_codes_keep_their_leading_zeros_and_spread_over_all_values() -> None:
    codes = [TOKENS.code(str(number)) for number in range(2000)]
    assert {code[0] for code in codes} == set("0123456789")
    assert len(set(codes)) > 1950


def test_the_same_nonce_gives_the_same_letter_after_a_restart() -> None:
    again = KeyedTokens(server_key("42:token-of-the-bot"))
    assert (again.token("nonce"), again.code("nonce")) == (TOKENS.token("nonce"), TOKENS.code("nonce"))


def test_another_bot_derives_other_values_from_the_same_nonce() -> None:
    other = KeyedTokens(server_key("43:token-of-another-bot"))
    assert other.token("nonce") != TOKENS.token("nonce")
    assert other.stored("text") != TOKENS.stored("text")


def test_purposes_do_not_share_values() -> None:
    """Who saw a picture must not know the code of a letter with the same nonce."""
    nonces = [str(number) for number in range(100)]
    assert sum(TOKENS.code(nonce) == TOKENS.captcha(nonce) for nonce in nonces) < 2


def test_what_is_stored_does_not_hold_what_was_sent() -> None:
    code = TOKENS.code("nonce")
    assert code not in TOKENS.stored(code)
    assert re.fullmatch(r"[0-9a-f]{64}", TOKENS.stored(code))


def test_the_key_does_not_hold_the_bots_token() -> None:
    assert b"token-of-the-bot" not in server_key("42:token-of-the-bot")


@given(st.text() | st.just("\ud83d"))
def test_whatever_a_stranger_sends_as_a_token_can_be_looked_up(text: str) -> None:
    assert len(TOKENS.stored(text)) == 64
