"""Accounts: registration, sign-in, e-mail confirmation, profile, captcha."""
