"""Whatever a bot sends, the answer is a result or a refusal, never a crash of the server."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import ApiError, Simulator
from simulator.bot_api import METHODS
from simulator.params import Params, Upload
from tests.simulator.town import GROUP_ID, TOKEN

NAMES = (
    "from_chat_id",
    "user_id",
    "message_id",
    "message_ids",
    "text",
    "caption",
    "parse_mode",
    "entities",
    "reply_markup",
    "reply_parameters",
    "reply_to_message_id",
    "photo",
    "document",
    "media",
    "callback_query_id",
    "file_id",
    "commands",
    "scope",
    "action",
)
FIELDS = (
    "text",
    "type",
    "offset",
    "length",
    "message_id",
    "media",
    "caption",
    "command",
    "description",
    "inline_keyboard",
    "keyboard",
    "callback_data",
    "url",
    "remove_keyboard",
)
VALUES = st.one_of(
    st.sampled_from(["", "0", "1", "2", "-1", "1001", str(GROUP_ID), "HTML", "true", "{", "attach://file"]),
    st.sampled_from(["typing", "photo-000001", "<b>x</b>", "<b", "x" * 5000, "\ud800", "9" * 30]),
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.sampled_from(["x", "", "bold", "photo"])),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(
                st.sampled_from(FIELDS),
                inner,
                max_size=4,
            ),
        ),
        max_leaves=8,
    ).map(json.dumps),
)


@pytest.mark.parametrize("method", sorted(METHODS))
@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6), st.sampled_from([1001, GROUP_ID]))
def test_nonsense_is_refused_and_never_breaks_the_server(
    method: str, values: dict[str, str], to: int
) -> None:
    sim = Simulator(TOKEN, clock=lambda: 1_760_000_000.0)
    anna = sim.add_person("Анна")
    sim.add_group(GROUP_ID, "Операторы", [anna])
    anna.chat.started = True
    for chat in sim.world.chats:
        METHODS["sendmessage"](sim.world, Params({"chat_id": str(chat), "text": "x"}))
    params = Params({"chat_id": str(to), **values}, {"file": Upload("x.png", b"x")})
    try:
        answer = METHODS[method](sim.world, params)
    except ApiError as refusal:
        answer = refusal.as_json()
    assert json.dumps(answer)
