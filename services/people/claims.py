"""Getting into an account again without its mailbox: by a proof of one of its numbers, and a day to object.

A person who claims an account learns nothing of whether the login or the number is known: what is wrong gets
one answer, is counted alike, and takes the same work. A right proof changes nothing at once. All chats of the
account and its address hear of the claim, and each of them can end it. If nobody does, the chat that claimed
may choose a new password a day later, as if it had opened the link of a letter.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.account import NOBODY, Account, device_name
from domain.alert import AlertKind
from domain.claim import OBJECTING, OPEN_FOR, Claim, Ending, NewClaim
from domain.details import Value
from domain.errors import DomainError
from domain.limits import (
    FAILED_CLAIMS_OF_LOGIN,
    FAILED_PROOFS_IN_CHAT,
    FAILED_PROOFS_OF_NUMBER,
    shown_until,
)
from domain.login import Login
from domain.recovery import RECOVERY_LIFETIME, Recovery
from services.limits import unless_refused
from services.messages import AccountClaimed, ClaimDue, ClaimLetter, ClaimObjected, ClaimOver
from services.numbers.proving import Proof, ProvingUnit, Tried
from services.people.opening import Device, OpenClaims, shown_at
from services.people.recovery import Proved, RecoveryBook
from services.people.visiting import VisitorBook
from services.ports import AlertBook, Clock, Priority, Randomness
from services.telling import TellingUnit, tell_account
from services.tokens import ClaimTokens
from services.units import Units

MOST_AT_ONCE = 100
"""Claims that one unit of work tells of, because residents who write meanwhile wait for it."""


class AccountBook(Protocol):
    """Accounts, as far as a claim looks for them."""

    def get(self, account_id: int) -> Account: ...

    def find_by_login(self, login_key: str) -> Account | None: ...


class HoldingBook(Protocol):
    """Which account holds which number."""

    def holds(self, account_id: int, number: str) -> bool:
        """Whether an account holds a number; the same work in either case."""
        ...


class ClaimBook(OpenClaims, Protocol):
    """The claims."""

    def add(self, claim: NewClaim, key: str, token_hash: str) -> Claim: ...

    def find(self, claim_id: int) -> Claim | None: ...

    def find_by_key(self, key: str) -> Claim | None:
        """Return the claim that an update began."""
        ...

    def find_by_token(self, token_hash: str) -> Claim | None: ...

    def find_open(self, account_id: int, chat_id: int) -> Claim | None: ...

    def last_objection(self, account_id: int) -> Claim | None:
        """Return the newest claim that somebody objected to, as long as it is kept."""
        ...

    def list_to_tell(self, begun_before: datetime, most: int) -> list[Claim]:
        """List those begun until a moment whose chats have not heard yet what came of them."""
        ...

    def note_told(self, claim_id: int, at: datetime) -> None: ...

    def end_old(self, begun_before: datetime, at: datetime) -> None:
        """End those that nobody used in time."""
        ...


class ClaimUnit(TellingUnit, ProvingUnit, Protocol):
    """What a claim needs of the storage."""

    @property
    def accounts(self) -> AccountBook: ...
    @property
    def holdings(self) -> HoldingBook: ...
    @property
    def claims(self) -> ClaimBook: ...
    @property
    def recoveries(self) -> RecoveryBook: ...
    @property
    def conversations(self) -> VisitorBook: ...
    @property
    def alerts(self) -> AlertBook: ...


@dataclass(frozen=True)
class _Claiming:
    """Who claims what: an account by its login, from a device, by an update."""

    login: Login
    proof: Proof
    device: Device
    key: str
    nonce: str
    now: datetime

    @property
    def tried(self) -> Tried:
        """How a failure counts."""
        shared = (
            (FAILED_PROOFS_OF_NUMBER, str(self.proof.number)),
            (FAILED_CLAIMS_OF_LOGIN, self.login.key),
        )
        own = ((FAILED_PROOFS_IN_CHAT, str(self.device.chat_id)),)
        return Tried(own, shared, self.key, self.now)

    def claim_of(self, account: Account) -> NewClaim:
        """Give the claim as it is kept."""
        return NewClaim(
            nonce=self.nonce,
            account_id=account.id,
            chat_id=self.device.chat_id,
            name=device_name(self.device.name),
            number=str(self.proof.number),
            password_hash=account.password_hash,
            begun_at=self.now,
        )


@dataclass(frozen=True)
class BeginClaim:
    """Claim an account by a number that it holds; all its chats and its confirmed address hear of it at once.

    A chat has one open claim of an account: if it proves the number again, that claim is returned. Repeating
    it with the same ``key`` changes nothing more.

    Errors: ``claim-wrong`` (``left``: attempts), one and the same for login, number, date and amount;
    ``claim-closed`` (``until``) after too many, which alerts operators; ``claim-refused`` if somebody
    objected to a claim of the account within the last weeks, which only who proved the number learns.
    """

    units: Units[ClaimUnit]
    tokens: ClaimTokens
    random: Randomness
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, login: Login, proof: Proof, device: Device, key: str) -> Claim:
        claiming = _Claiming(login, proof, device, key, self.random.token(), self.clock())

        def begin(unit: ClaimUnit) -> Claim | DomainError:
            begun = unit.claims.find_by_key(key)
            if begun is not None:
                return begun
            until = claiming.tried.closed_until(unit.attempts)
            if until is not None:
                return self._closed(until, claiming.now)
            account = _proved(unit, claiming)
            if account is None:
                return self._refusal(unit, claiming)
            if unit.claims.last_objection(account.id) is not None:
                return DomainError("claim-refused")
            return _open_claim(unit, account, claiming) or self._claim(unit, account, claiming)

        return unless_refused(await self.units.write(begin))

    def _refusal(self, unit: ClaimUnit, claiming: _Claiming) -> DomainError:
        """Count the failure; the one that closes the way is told to the operators."""
        until, left = claiming.tried.count_failure(unit.attempts)
        if until is None:
            return DomainError("claim-wrong", left=left)
        number, day = str(claiming.proof.number), claiming.now.astimezone(self.zone).date()
        details: dict[str, Value] = {
            "login": claiming.login.text,
            "number": number,
            "failures": FAILED_CLAIMS_OF_LOGIN.most,
            "chat": claiming.device.chat_id,
        }
        key = f"proof-failed:{claiming.login.key}:{number}:{day}"
        unit.alerts.raise_alert(AlertKind.PROOF_FAILED, key, details, claiming.now)
        return self._closed(until, claiming.now)

    def _closed(self, until: datetime, now: datetime) -> DomainError:
        return DomainError("claim-closed", until=shown_until(until, now, self.zone))

    def _claim(self, unit: ClaimUnit, account: Account, claiming: _Claiming) -> Claim:
        token_hash = self.tokens.stored(self.tokens.claim_token(claiming.nonce))
        claim = unit.claims.add(claiming.claim_of(account), claiming.key, token_hash)
        at, due = shown_at(claim.begun_at, self.zone), shown_at(claim.due_at, self.zone)
        tell_account(unit, account.id, AccountClaimed(claim.id, claim.name, at, due), Priority.DECISION)
        if account.email_is_confirmed:
            letter = ClaimLetter(claim.nonce, account.login, claim.name, at, due)
            unit.outbox.letter(account.email, letter, language=account.language)
        return claim


def _proved(unit: ClaimUnit, claiming: _Claiming) -> Account | None:
    """Find the account that holds the number; everything is looked for, whatever was wrong before."""
    account = unit.accounts.find_by_login(claiming.login.key)
    number = str(claiming.proof.number)
    is_held = unit.holdings.holds(NOBODY if account is None else account.id, number)
    is_right = claiming.proof.is_right(unit)
    return account if is_held and is_right else None


def _open_claim(unit: ClaimUnit, account: Account, claiming: _Claiming) -> Claim | None:
    """Return the claim of the chat that is open already; one that counts no more is ended."""
    claim = unit.claims.find_open(account.id, claiming.device.chat_id)
    ending = None if claim is None else _ending_of(unit, claim, claiming.now)
    if claim is None or ending is None:
        return claim
    unit.claims.end(claim.id, ending, claiming.now)
    return None


def _ending_of(unit: ClaimUnit, claim: Claim, now: datetime) -> Ending | None:
    """Tell why a claim counts no more; ``None`` if it does."""
    if claim.ending is not None:
        return claim.ending
    if now >= claim.expires_at:
        return Ending.EXPIRED
    if unit.accounts.get(claim.account_id).password_hash != claim.password_hash:
        return Ending.OVERTAKEN
    return None if unit.holdings.holds(claim.account_id, claim.number) else Ending.NUMBER_GONE


@dataclass(frozen=True)
class ObjectToClaim:
    """End a claim for good, from a chat of the account; the chat that claimed and operators hear of it.

    Doing it again changes nothing. Raises ``claim-gone`` if it is no claim of this account, or over by now.
    """

    units: Units[ClaimUnit]
    clock: Clock

    async def __call__(self, account_id: int, claim_id: int) -> None:
        now = self.clock()

        def end(unit: ClaimUnit) -> None:
            claim = unit.claims.find(claim_id)
            if claim is None or claim.account_id != account_id:
                raise DomainError("claim-gone")
            _object(unit, claim, now)

        await self.units.write(end)


@dataclass(frozen=True)
class ObjectByLink:
    """End a claim as :class:`ObjectToClaim` does, by the link of its letter."""

    units: Units[ClaimUnit]
    tokens: ClaimTokens
    clock: Clock

    async def __call__(self, token: str) -> None:
        token_hash, now = self.tokens.stored(token), self.clock()

        def end(unit: ClaimUnit) -> None:
            claim = unit.claims.find_by_token(token_hash)
            if claim is None:
                raise DomainError("claim-gone")
            _object(unit, claim, now)

        await self.units.write(end)


def _object(unit: ClaimUnit, claim: Claim, now: datetime) -> None:
    ending = _ending_of(unit, claim, now)
    if ending is Ending.OBJECTED:
        return
    if ending is not None:
        raise DomainError("claim-gone")
    account = unit.accounts.get(claim.account_id)
    unit.claims.end(claim.id, Ending.OBJECTED, now)
    _tell_chat(unit, account, claim, ClaimObjected())
    details: dict[str, Value] = {
        "login": account.login,
        "number": claim.number,
        "name": claim.name,
        "chat": str(claim.chat_id),
    }
    key = f"claim-objected:{claim.id}"
    unit.alerts.raise_alert(AlertKind.CLAIM_OBJECTED, key, details, now, account_id=account.id)


def _tell_chat(
    unit: ClaimUnit, account: Account, claim: Claim, news: ClaimDue | ClaimOver | ClaimObjected
) -> None:
    unit.outbox.telegram(claim.chat_id, news, language=account.language, priority=Priority.DECISION)


@dataclass(frozen=True)
class UseClaim:
    """Let the chat that claimed choose a new password, as after the link of a letter.

    Raises ``claim-waits`` (``until``) while objections are possible, and ``claim-gone`` if it is no claim of
    this chat, or over by now.
    """

    units: Units[ClaimUnit]
    tokens: ClaimTokens
    random: Randomness
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, claim_id: int, chat_id: int) -> Proved:
        nonce, now = self.random.token(), self.clock()

        def use(unit: ClaimUnit) -> Proved:
            claim = unit.claims.find(claim_id)
            if claim is None or claim.chat_id != chat_id or _ending_of(unit, claim, now) is not None:
                raise DomainError("claim-gone")
            if not claim.is_due(now):
                raise DomainError("claim-waits", until=shown_until(claim.due_at, now, self.zone))
            account = unit.accounts.get(claim.account_id)
            unit.recoveries.forget_of_chat(chat_id)
            unit.recoveries.add(self._recovery(account, nonce, chat_id, now))
            unit.recoveries.note_proof(nonce, chat_id, now + RECOVERY_LIFETIME)
            return Proved(nonce, account.id, account.login, account.email)

        return await self.units.write(use)

    def _recovery(self, account: Account, nonce: str, chat_id: int, now: datetime) -> Recovery:
        """Make what a letter would have left; nobody is sent its link and its code."""
        return Recovery(
            nonce=nonce,
            account_id=account.id,
            asked_in=chat_id,
            email=account.email,
            password_hash=account.password_hash,
            token_hash=self.tokens.stored(self.tokens.recovery_token(nonce)),
            code_hash=self.tokens.stored(self.tokens.recovery_code(nonce)),
            created_at=now,
            expires_at=now + RECOVERY_LIFETIME,
        )


@dataclass(frozen=True)
class TellOfDueClaims:
    """Tell the chats whose claims nobody objected to, and those whose claims ended by themselves.

    That a chat was told is kept in the same unit of work as the message, so no crash repeats it. A banned
    chat is told nothing, and its claim ends.
    """

    units: Units[ClaimUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(self) -> None:
        """Look once."""
        now = self.clock()

        def tell(unit: ClaimUnit) -> int:
            due = unit.claims.list_to_tell(now - OBJECTING, MOST_AT_ONCE)
            for claim in due:
                self._tell(unit, claim, now)
            unit.claims.end_old(now - OBJECTING - OPEN_FOR, now)
            return len(due)

        while await self.units.write_long(tell) == MOST_AT_ONCE:
            pass

    def _tell(self, unit: ClaimUnit, claim: Claim, now: datetime) -> None:
        ending = _ending_of(unit, claim, now)
        if unit.conversations.visitor(claim.chat_id).is_banned:
            unit.claims.end(claim.id, Ending.BANNED, now)
            return
        account = unit.accounts.get(claim.account_id)
        if ending is None:
            unit.claims.note_told(claim.id, now)
            until = shown_at(claim.expires_at, self.zone)
            _tell_chat(unit, account, claim, ClaimDue(claim.id, until))
        else:
            unit.claims.end(claim.id, ending, now)
            _tell_chat(unit, account, claim, ClaimOver())
