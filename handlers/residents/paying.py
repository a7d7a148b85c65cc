"""How a resident pays: how much, to whom, and under which number."""

from __future__ import annotations

from handlers.context import Context
from handlers.residents.cards import money_lines
from handlers.wording import (
    company_words,
)
from services.numbers.card import ViewCard
from ui.buttons import NumberButton
from ui.screen import Button, Screen
from ui.talk import Talk


async def show_how_to_pay(talk: Talk, context: Context, number: str, _page: int) -> None:
    """Say how much is to be paid, and under which number."""
    say = talk.say
    holding = (await context.cases[ViewCard](context.account_id, number)).holding
    if holding.due > 0:
        parts = [
            "\n".join(money_lines(say, holding)),
            say("pay-text", number=number, phone=context.facts.support_phone),
        ]
        company = context.facts.company
        if company.is_named:
            parts.append(say("pay-recipient", company=company_words(say, company)))
        text = "\n\n".join(parts)
    else:
        overpaid = money_lines(say, holding) if holding.due else []
        text = "\n".join([say("pay-nothing", number=number), *overpaid])
    back = Button(say.plain("card-back-button"), NumberButton(action="card", number=number))
    await talk.show(Screen(text, rows=((back,),)))
