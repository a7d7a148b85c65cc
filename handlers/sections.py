"""Everything that opens with one press and needs to know nothing else."""

from enum import StrEnum


class Section(StrEnum):
    """The value travels in buttons and is part of the ids of the menu's labels."""

    REGISTRATION = "registration"
    SIGN_IN = "sign-in"
    ELECTRICITY = "electricity"
    READING = "reading"
    PROFILE = "profile"
    QUESTION = "question"
    HELP = "help"
    MENU = "menu"
    ADD_NUMBER = "add-number"
    CODE = "code"
    RESEND = "resend"
    PHONE = "phone"
    EMAIL = "email"
    PASSWORD = "password"  # noqa: S105 - the name of a section
    NOTICES_OFF = "notices-off"
    NOTICES_ON = "notices-on"
    LANGUAGE = "language"
    MY_DATA = "my-data"
    SIGN_OUT = "sign-out"
