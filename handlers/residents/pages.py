"""Lists that are shown page by page."""

from __future__ import annotations

from ui.buttons import NumberButton
from ui.screen import Button, Rows, Screen
from ui.texts import Speech

PAGE = 6


def page_screen(
    say: Speech, what: str, number: str, page: int, lines: list[str], *, is_more: bool, rows: Rows = ()
) -> Screen:
    """Give the screen of a page; the ids of its texts and the action of its buttons begin with ``what``.

    ``rows`` are buttons of what is on the page, above those that leave it.
    """
    title = say(f"{what}-title", number=number)
    body = "\n\n".join(lines) if lines else say(f"{what}-none")
    turn = [
        Button(say.plain(text_id), NumberButton(action=what, number=number, page=other))
        for text_id, other, is_there in (
            ("page-newer-button", page - 1, page > 0),
            ("page-older-button", page + 1, is_more),
        )
        if is_there
    ]
    back = Button(say.plain("card-back-button"), NumberButton(action="card", number=number))
    return Screen(f"{title}\n\n{body}", rows=(*rows, *((tuple(turn),) if turn else ()), (back,)))
