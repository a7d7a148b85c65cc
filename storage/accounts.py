"""Accounts and the consents that were given with them."""

from datetime import date, datetime

from domain.account import Account, Consent, HeldNumber, NewAccount
from domain.frozen import frozen
from storage.columns import moment_from, moment_text, optional_moment_from
from storage.connection import Connection, Row
from storage.standing_in import nearest

ACCOUNT_COLUMNS = """
    id, login, login_key, password_hash, email, email_confirmed_at, pending_email, phone, language,
    notices_muted, created_at
"""
GET_ACCOUNT = f"SELECT {ACCOUNT_COLUMNS} FROM accounts WHERE id = ?"  # noqa: S608 (the columns are ours)
FIND_ACCOUNT_BY_LOGIN = f"""
    SELECT {ACCOUNT_COLUMNS} FROM accounts WHERE login_key = {nearest("login_key", "accounts")}
"""  # noqa: S608
FIND_ACCOUNT_BY_REGISTRATION = f"SELECT {ACCOUNT_COLUMNS} FROM accounts WHERE idempotency_key = ?"  # noqa: S608
LOGIN_IS_TAKEN = "SELECT 1 FROM accounts WHERE login_key = ?"
ADD_ACCOUNT = f"""
    INSERT INTO accounts
        (login, login_key, password_hash, email, phone, language, created_at, idempotency_key)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (login_key) DO NOTHING
    RETURNING {ACCOUNT_COLUMNS}
"""  # noqa: S608
LIST_ACCOUNTS_BY_PHONE = f"SELECT {ACCOUNT_COLUMNS} FROM accounts WHERE phone = ? ORDER BY id"  # noqa: S608
LIST_ACCOUNTS_BY_EMAIL = f"""
    SELECT {ACCOUNT_COLUMNS} FROM accounts WHERE lower(email) = lower(?) OR lower(pending_email) = lower(?)
    ORDER BY id
"""  # noqa: S608
LIST_ACCOUNTS_BY_EMAIL_IN_FORCE = f"""
    SELECT {ACCOUNT_COLUMNS} FROM accounts
    WHERE lower(email) = {nearest("lower(email)", "accounts", "lower(?)")} ORDER BY id
"""  # noqa: S608
LIST_ACCOUNTS_HOLDING = f"""
    SELECT {ACCOUNT_COLUMNS} FROM accounts
    WHERE id IN (SELECT account_id FROM holdings WHERE number = ?) ORDER BY id
"""  # noqa: S608
SET_PHONE = "UPDATE accounts SET phone = ? WHERE id = ?"
SET_LANGUAGE = "UPDATE accounts SET language = ? WHERE id = ?"
SET_NOTICES_MUTED = "UPDATE accounts SET notices_muted = ? WHERE id = ?"
SET_PASSWORD = "UPDATE accounts SET password_hash = ? WHERE id = ?"  # noqa: S105
CONFIRM_EMAIL = "UPDATE accounts SET email = ?, email_confirmed_at = ?, pending_email = NULL WHERE id = ?"
AWAIT_EMAIL = """
    UPDATE accounts SET
        email = CASE WHEN email_confirmed_at IS NULL THEN ? ELSE email END,
        pending_email = CASE WHEN email_confirmed_at IS NULL THEN NULL ELSE ? END
    WHERE id = ?
"""
FORGET_PENDING_EMAIL = "UPDATE accounts SET pending_email = NULL WHERE id = ?"
ADD_CONSENT = "INSERT INTO consents (account_id, document, version, given_at, chat_id) VALUES (?, ?, ?, ?, ?)"
NOTE_CONSENT_ASKED = """
    INSERT INTO consent_asks (account_id, version, asked_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING
"""
LIST_CONSENTS = """
    SELECT document, version, given_at, chat_id FROM consents WHERE account_id = ? ORDER BY given_at, document
"""
LIST_NUMBERS = """
    SELECT number, name, added_at, paid_on FROM holdings WHERE account_id = ? ORDER BY added_at, number
"""


@frozen
class AccountRepository:
    """Accounts in the database."""

    connection: Connection

    def get(self, account_id: int) -> Account:
        """Return the account; ``LookupError`` if there is no such account."""
        account = self._find(GET_ACCOUNT, account_id)
        if account is None:
            raise LookupError("no such account")
        return account

    def find_by_login(self, login_key: str) -> Account | None:
        """Return the account with this login, whatever its case; an unknown one takes the same work."""
        found = self._find(FIND_ACCOUNT_BY_LOGIN, login_key)
        return found if found is not None and found.login_key == login_key else None

    def find_by_registration(self, key: str) -> Account | None:
        """Return the account that the registration with this idempotency key made."""
        return self._find(FIND_ACCOUNT_BY_REGISTRATION, key)

    def list_by_phone(self, phone: str) -> list[Account]:
        """List the accounts with this phone."""
        return [_account(row) for row in self.connection.execute(LIST_ACCOUNTS_BY_PHONE, (phone,))]

    def list_by_email(self, email: str) -> list[Account]:
        """List the accounts with this address, in force or pending, whatever its case."""
        return [_account(row) for row in self.connection.execute(LIST_ACCOUNTS_BY_EMAIL, (email, email))]

    def list_by_email_in_force(self, email: str) -> list[Account]:
        """List accounts by their address in force, whatever its case; an unknown one takes the same work."""
        found = [_account(row) for row in self.connection.execute(LIST_ACCOUNTS_BY_EMAIL_IN_FORCE, (email,))]
        meant = email.lower()
        return [each for each in found if each.email.lower() == meant]

    def list_holding(self, number: str) -> list[Account]:
        """List the accounts that hold a number."""
        return [_account(row) for row in self.connection.execute(LIST_ACCOUNTS_HOLDING, (number,))]

    def login_is_taken(self, login_key: str) -> bool:
        """Whether an account has this login."""
        return self.connection.execute(LOGIN_IS_TAKEN, (login_key,)).fetchone() is not None

    def add(self, account: NewAccount, key: str, at: datetime) -> Account | None:
        """Make an account, or return ``None`` because its login is taken."""
        row = self.connection.execute(
            ADD_ACCOUNT,
            (
                account.login,
                account.login_key,
                account.password_hash,
                account.email,
                account.phone,
                account.language,
                moment_text(at),
                key,
            ),
        ).fetchone()
        return None if row is None else _account(row)

    def set_phone(self, account_id: int, phone: str | None) -> None:
        """Keep another phone number; ``None``: the account has no phone any more."""
        self.connection.execute(SET_PHONE, (phone, account_id))

    def set_language(self, account_id: int, language: str) -> None:
        """Keep the language to speak to this person."""
        self.connection.execute(SET_LANGUAGE, (language, account_id))

    def set_notices_muted(self, account_id: int, *, muted: bool) -> None:
        """Keep whether this person wants no notices."""
        self.connection.execute(SET_NOTICES_MUTED, (int(muted), account_id))

    def set_password(self, account_id: int, password_hash: str) -> None:
        """Put another password in force."""
        self.connection.execute(SET_PASSWORD, (password_hash, account_id))

    def confirm_email(self, account_id: int, email: str, at: datetime) -> None:
        """Make the address the confirmed one in force; nothing is pending any more."""
        self.connection.execute(CONFIRM_EMAIL, (email, moment_text(at), account_id))

    def await_email(self, account_id: int, email: str) -> None:
        """Keep an address to be confirmed: next to a confirmed one, or instead of an unconfirmed one."""
        self.connection.execute(AWAIT_EMAIL, (email, email, account_id))

    def forget_pending_email(self, account_id: int) -> None:
        """Await no other address any more."""
        self.connection.execute(FORGET_PENDING_EMAIL, (account_id,))

    def add_consent(self, account_id: int, document: str, version: str, at: datetime, chat_id: int) -> None:
        """Note that the person agreed to a version of a document."""
        self.connection.execute(ADD_CONSENT, (account_id, document, version, moment_text(at), chat_id))

    def note_consent_asked(self, account_id: int, version: str, at: datetime) -> bool:
        """Keep that an account was asked to agree to a version; ``False`` if it was before."""
        row = (account_id, version, moment_text(at))
        return self.connection.execute(NOTE_CONSENT_ASKED, row).rowcount == 1

    def list_consents(self, account_id: int) -> list[Consent]:
        """List what the person agreed to, oldest first."""
        return [_consent(row) for row in self.connection.execute(LIST_CONSENTS, (account_id,))]

    def list_numbers(self, account_id: int) -> list[HeldNumber]:
        """List the subscriber numbers that the account holds, in the order of adding."""
        return [_held_number(row) for row in self.connection.execute(LIST_NUMBERS, (account_id,))]

    def _find(self, query: str, value: str | int) -> Account | None:
        row = self.connection.execute(query, (value,)).fetchone()
        return None if row is None else _account(row)


def _account(row: Row) -> Account:
    return Account(
        id=row["id"],
        login=row["login"],
        login_key=row["login_key"],
        password_hash=row["password_hash"],
        email=row["email"],
        email_confirmed_at=optional_moment_from(row["email_confirmed_at"]),
        pending_email=row["pending_email"],
        phone=row["phone"],
        language=row["language"],
        notices_muted=bool(row["notices_muted"]),
        created_at=moment_from(row["created_at"]),
    )


def _consent(row: Row) -> Consent:
    return Consent(row["document"], row["version"], moment_from(row["given_at"]), row["chat_id"])


def _held_number(row: Row) -> HeldNumber:
    paid_on = None if row["paid_on"] is None else date.fromisoformat(row["paid_on"])
    return HeldNumber(row["number"], row["name"], moment_from(row["added_at"]), paid_on)
