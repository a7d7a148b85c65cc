"""The sections: all that one press opens without further data."""

from enum import StrEnum


class Section(StrEnum):
    """A section; its value is in the data of buttons, and in the ids of the labels of the menu."""

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
    NOTICES = "notices"
    MUTE = "notices-mute"
    HEAR = "notices-hear"
    NOTICES_OFF = "notices-off"
    """In profiles of earlier versions, as the next one: «Уведомления» switched them at once."""
    NOTICES_ON = "notices-on"
    LANGUAGE = "language"
    CHECK_CODE = "check-code"
    MY_DATA = "my-data"
    SIGN_OUT = "sign-out"
    SIGN_OUT_NOW = "sign-out-now"
