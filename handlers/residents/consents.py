"""Asks residents who agreed to an earlier text about personal data for a consent to the newer one."""

from __future__ import annotations

from domain.company import Company
from handlers.context import Context
from handlers.menu import menu_screen
from handlers.wording import quoted_company
from services.people.consents import RenewConsent
from ui.buttons import ConsentButton
from ui.screen import Button, Screen
from ui.talk import Talk
from ui.texts import Speech


def consent_screen(say: Speech, company: Company) -> Screen:
    """Say what is new, show the whole text, and let the resident agree with one tap."""
    agree = Button(say.plain("form-agree-button"), ConsentButton(version=say.plain("personal-data-version")))
    return Screen(say("message-consent-asked", company=quoted_company(say, company)), rows=((agree,),))


async def agreed(talk: Talk, context: Context, button: ConsentButton) -> None:
    """Keep the consent; if the text is another one by now, show that text instead."""
    say, company = talk.say, context.facts.company
    in_force = say.plain("personal-data-version")
    if button.version != in_force:
        await talk.show(consent_screen(say, company))
        return
    await context.cases[RenewConsent](
        context.account_id, company.version_of(in_force), talk.chat_id, talk.person.name
    )
    await talk.show(menu_screen(talk, context, say("consent-done")))
