"""Of what comes instead of an answer nothing stops the bot, and of an answer only what is used is read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.answers import LONGEST_WAIT_SECONDS, UnreadableError, parsed, result_of, sent_of
from bot.telegram.client import Answer
from ui.messenger import (
    NOTHING_SENT,
    LockedOutError,
    MessengerError,
    MovedError,
    OutOfReachError,
    RefusedError,
    Sent,
    TooFastError,
    UnreachableError,
)

HTML = b"<html><body>Maintenance</body></html>"


def answer(status: int = 200, **fields: Any) -> Answer:
    return Answer(status, json.dumps(fields).encode())


def failure(told: Answer) -> MessengerError:
    with pytest.raises(MessengerError) as caught:
        result_of(told)
    return caught.value


# What is no answer ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [200, 302, 400, 403, 404, 429, 502])
@pytest.mark.parametrize(
    "body",
    [HTML, b"", b"OK", b"{", b'{"ok": true', b"null", b"[]", b"5", b'"ok"', b"{}", b"\xff", b"\0", b"NaN"],
)
def test_what_is_no_answer_of_the_bot_api_is_out_of_reach(status: int, body: bytes) -> None:
    """Whatever its status says: a proxy or a captive portal answers with 200 and means nothing by it."""
    assert type(failure(Answer(status, body))) is OutOfReachError


@pytest.mark.parametrize("ok", [None, 1, 0, "true", [], {}])
def test_an_answer_that_does_not_say_whether_it_worked_is_out_of_reach(ok: object) -> None:
    assert type(failure(answer(ok=ok, result={"message_id": 5}))) is OutOfReachError


@pytest.mark.parametrize("status", [200, 302])
def test_a_refusal_without_a_code_is_out_of_reach(status: int) -> None:
    assert type(failure(answer(status, ok=False))) is OutOfReachError


# Errors ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (400, RefusedError),
        (401, LockedOutError),
        (403, UnreachableError),
        (404, LockedOutError),
        (409, LockedOutError),
        (413, RefusedError),
        (418, LockedOutError),
        (429, TooFastError),
        (500, OutOfReachError),
        (502, OutOfReachError),
        (504, OutOfReachError),
        (777, OutOfReachError),
    ],
)
def test_a_code_says_what_came_of_a_request(code: int, kind: type[MessengerError]) -> None:
    for told in (
        answer(code, ok=False, error_code=code, description="words"),
        answer(200, ok=False, error_code=code, description="words"),
        answer(code, ok=False, description="words"),
        answer(code, ok=False, error_code="of another type", description="words"),
    ):
        error = failure(told)
        assert type(error) is kind
        assert error.words == str(error) == "words"


@pytest.mark.parametrize("description", [None, 5, [], {}])
@pytest.mark.parametrize("code", [400, 401, 403, 413, 429])
def test_a_refusal_without_words_is_none_of_the_bot_api(code: int, description: object) -> None:
    """Whoever answers so means nothing by it: a message must not be given up for it, nor a chat."""
    told = answer(code, ok=False, error_code=code, description=description)
    assert type(failure(told)) is OutOfReachError


@pytest.mark.parametrize("words", ["Bad Request: chat not found", "Bad Request: PEER_ID_INVALID"])
def test_a_chat_that_telegram_does_not_know_is_unreachable(words: str) -> None:
    told = answer(400, ok=False, error_code=400, description=words)
    assert type(failure(told)) is UnreachableError


def test_whoever_refuses_the_bot_as_a_whole_is_waited_for() -> None:
    assert issubclass(LockedOutError, OutOfReachError)


@pytest.mark.parametrize(
    ("parameters", "seconds"),
    [
        ({"retry_after": 17}, 17),
        ({"retry_after": 0}, 0),
        ({"retry_after": -5}, 0),
        ({"retry_after": "17"}, 1),
        ({"retry_after": None}, 1),
        ({"retry_after": 10**30}, 1),
        ({}, 1),
        (None, 1),
        ([17], 1),
    ],
)
def test_how_long_to_wait_is_what_telegram_says_or_a_second(parameters: object, seconds: float) -> None:
    error = failure(answer(429, ok=False, error_code=429, description="", parameters=parameters))
    assert isinstance(error, TooFastError)
    assert error.retry_after == seconds


def test_a_group_that_moved_is_named() -> None:
    error = failure(
        answer(400, ok=False, error_code=400, description="up", parameters={"migrate_to_chat_id": -1009})
    )
    assert isinstance(error, MovedError)
    assert error.chat_id == -1009


@pytest.mark.parametrize("number", [None, "x", 1.5, 10**30, {}])
def test_a_group_that_moved_to_no_number_is_only_refused(number: object) -> None:
    error = failure(
        answer(400, ok=False, error_code=400, description="up", parameters={"migrate_to_chat_id": number})
    )
    assert type(error) is RefusedError


# Results --------------------------------------------------------------------------------------------------


def test_an_answer_with_more_than_is_known_is_understood() -> None:
    told = answer(ok=True, result={"message_id": 5, "of_tomorrow": [1]}, of_tomorrow={"x": None})
    assert sent_of(result_of(told)) == Sent(5)


@pytest.mark.parametrize("status", [200, 201, 502])
def test_an_answer_that_says_it_worked_is_believed(status: int) -> None:
    assert result_of(answer(status, ok=True, result=True)) is True


@pytest.mark.parametrize("fields", [{}, {"result": None}])
def test_an_answer_without_a_result_does_not_tell_what_was_done(fields: dict[str, Any]) -> None:
    """A health check or a portal may answer so, and a message must not be lost by it."""
    assert type(failure(answer(ok=True, **fields))) is OutOfReachError


@pytest.mark.parametrize("is_new", [False, True])
@pytest.mark.parametrize(
    "result", [False, 5, "x", [], {}, {"message_id": None}, {"message_id": "5"}, {"message_id": 10**30}]
)
def test_a_result_of_another_shape_does_not_tell_what_was_done(result: object, *, is_new: bool) -> None:
    with pytest.raises(OutOfReachError):
        sent_of(result, is_new=is_new)


def test_what_sends_no_message_is_simply_done() -> None:
    done = result_of(answer(ok=True, result=True))
    assert sent_of(done) == NOTHING_SENT
    with pytest.raises(OutOfReachError):
        sent_of(done, is_new=True)


def test_a_message_that_was_changed_may_come_without_its_number() -> None:
    changed = {"date": 1, "chat": {"id": 5}}
    assert sent_of(changed) == NOTHING_SENT
    with pytest.raises(OutOfReachError):
        sent_of(changed, is_new=True)


@pytest.mark.parametrize("seconds", [10**6, 10**18, 2**63 - 1])
def test_no_wait_that_telegram_asks_for_is_longer_than_a_day(seconds: int) -> None:
    told = {"ok": False, "error_code": 429, "description": "slow", "parameters": {"retry_after": seconds}}
    with pytest.raises(TooFastError) as caught:
        result_of(answer(429, **told))
    assert caught.value.retry_after == LONGEST_WAIT_SECONDS


# What no parser reads -------------------------------------------------------------------------------------

DEEP = b"[" * 2000 + b"]" * 2000


@pytest.mark.parametrize(
    "text", [b'"a\nb\tc"', b'"\x01"', b"NaN", b"-Infinity", b"1e999"], ids=lambda text: text.decode()
)
def test_what_another_parser_can_read_is_read(text: bytes) -> None:
    assert parsed(b'[{"update_id": 5, "x": ' + text + b"}]")[0]["update_id"] == 5


@pytest.mark.parametrize(
    ("body", "number", "is_whole"),
    [
        (b'{"ok":true,"result":[{"update_id":7,"x":' + DEEP + b"}]}", 7, True),
        (b'{"ok":true,"result":[{"update_id" : 7, "x": tru}]}\n', 7, True),
        (b'{"ok":true,"result":[{"update_id":7,"message":{"te', 7, False),
        (b'{"ok":true,"result":[{"update_id":7,"message":{"text":"}]}', 7, False),
        (b'{"ok":true,"result":[{"update_id":7,"message":{"text":"1"}', 7, False),
        (b'{"ok":true,"result":[{"update_id":7,"message":{"text":"\\"[{","x":tru}}]}', 7, True),
        (b'{"ok":true,"result":[{"update_id":3,"x":1},{"update_id":7,"x":' + DEEP + b"}]}", 7, True),
        (b'{"ok":true,"result":[{"x":"\\"update_id\\":6","update_id":7,"y":' + DEEP + b"}]}", 7, True),
        (b'{"ok":true,"result":[{"update_id":9223372036854775808,"x":tru}]}', None, True),
    ],
)
def test_the_number_of_an_update_that_cannot_be_read_is_found(
    body: bytes, number: int | None, *, is_whole: bool
) -> None:
    with pytest.raises(UnreadableError) as caught:
        parsed(body)
    assert (caught.value.first_number(5), caught.value.is_whole) == (number, is_whole)


@pytest.mark.parametrize(
    "body", [b"<html>", b"", b"{", DEEP, b'{"update_id":"7"', b'{"update_id":' + b"9" * 30]
)
def test_what_names_no_update_is_only_no_json(body: bytes) -> None:
    with pytest.raises(OutOfReachError) as caught:
        parsed(body)
    assert not isinstance(caught.value, UnreadableError)


def test_whether_a_message_replies_is_told() -> None:
    assert sent_of({"message_id": 5, "reply_to_message": {"message_id": 4}}) == Sent(5, is_reply=True)
    assert sent_of({"message_id": 5, "reply_to_message": None}) == Sent(5)


# Half surrogate pairs -------------------------------------------------------------------------------------

HALF = st.characters(categories=["Cs"])
TEXT = st.lists(st.text() | HALF | st.sampled_from(["\\", "\\u", "\\ud83d", "\\\\", '"', "😀"])).map("".join)


def objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Give objects whose keys differ in more than halves of pairs, because the last of equal keys is read."""
    pairs = st.lists(st.tuples(TEXT, inner), max_size=4, unique_by=lambda pair: kept(pair[0]))
    return pairs.map(dict)


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | objects(inner),
    max_leaves=12,
)


def whole(value: Any) -> Any:
    """Give what is to be read: halves of pairs replaced, and two that belong together put together."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [whole(each) for each in value]
    if isinstance(value, dict):
        return {whole(key): whole(each) for key, each in value.items()}
    return value


@given(ANY_JSON)
def test_whatever_is_written_with_halves_of_pairs_is_read_and_all_else_is_unchanged(value: Any) -> None:
    assert parsed(json.dumps(value).encode()) == whole(value)


@given(ANY_JSON)
def test_halves_of_pairs_that_are_written_as_bytes_are_read_too(value: Any) -> None:
    read = parsed(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    assert kept(read) == kept(value)


def kept(value: Any) -> Any:
    """Give a value without halves of pairs and what stands in their place."""
    if isinstance(value, str):
        return "".join(each for each in value if not "\ud800" <= each <= "\udfff" and each != "\ufffd")
    if isinstance(value, list):
        return [kept(each) for each in value]
    if isinstance(value, dict):
        return sorted((kept(key), repr(kept(each))) for key, each in value.items())
    return value


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (rb'"\ud83d"', "\ufffd"),
        (rb'"\uDE00"', "\ufffd"),
        (rb'"\ud83d\ude00"', "😀"),
        (rb'"\uD83D\uDE00"', "😀"),
        (rb'"\ud83d\ud83d\ude00"', "\ufffd😀"),
        (rb'"\ude00\ud83d"', "\ufffd\ufffd"),
        (rb'"\ud83dx\ude00"', "\ufffdx\ufffd"),
        (rb'"\\ud83d \ud83d"', "\\ud83d \ufffd"),
        (rb'"\\\ud83d"', "\\\ufffd"),
        (rb'"\\\\ud83d\ud83d"', "\\\\ud83d\ufffd"),
        (rb'"\u005cud83d\ud83d"', "\\ud83d\ufffd"),
        (rb'"\"\ud83d\""', '"\ufffd"'),
        (rb'"\ud83d\u0041"', "\ufffdA"),
        (b'"a\xed\xa0\xbdb"', "a\ufffd\ufffd\ufffdb"),
        (b'"a\xffb"', "a\ufffdb"),
    ],
)
def test_half_a_pair_becomes_a_replacement_character_in_every_position(written: bytes, read: str) -> None:
    assert parsed(written) == read
    assert parsed(b'{"' + written[1:-1] + b'": [' + written + b"]}") == {read: [read]}


def test_a_batch_with_half_a_pair_keeps_its_other_updates() -> None:
    body = (
        rb'{"ok": true, "result": [{"update_id": 1, "x": "\ud800"}, {"update_id": 2, "x": "\ud83d\ude00"}]}'
    )
    assert result_of(Answer(200, body)) == [{"update_id": 1, "x": "\ufffd"}, {"update_id": 2, "x": "😀"}]
