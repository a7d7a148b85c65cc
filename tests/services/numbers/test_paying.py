"""Codes for payments: whose number a code names is told to nobody else, and pictures are counted once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from domain.limits import PICTURES_CHECKED
from domain.payment_code import PaymentOrder
from services.numbers.paying import CheckedCode, CheckPaymentCodes, CheckPaymentText, DrawPaymentCode
from storage.sqlite.database import Database
from tests.domain.payees import PAYEE
from tests.services.fakes import FakeClock
from tests.services.household import FLAT, Household
from tests.services.residents import MOSCOW, OTHER_CHAT, People, refused

ORDER = PaymentOrder(PAYEE, 4848, FLAT, "Электроэнергия")
BORIS = {"email": "boris@pochta.example", "chat_id": OTHER_CHAT}


@dataclass
class FakePictures:
    """Draws and reads pictures that are the codes themselves, with lines between them."""

    must_wait: bool = False
    read_pictures: list[bytes] = field(default_factory=list)

    async def draw(self, content: bytes) -> bytes:
        return content

    async def read(self, picture: bytes) -> list[bytes]:
        self.read_pictures.append(picture)
        return [line for line in picture.split(b"\n") if line]


@pytest.fixture
def pictures() -> FakePictures:
    return FakePictures()


@pytest.fixture
def check(database: Database, clock: FakeClock, pictures: FakePictures) -> CheckPaymentCodes:
    return CheckPaymentCodes(database, pictures, PAYEE, clock, MOSCOW)


async def checked(check: CheckPaymentCodes, account_id: int, *contents: bytes) -> list[CheckedCode]:
    return await check(account_id, b"\n".join(contents), "key")


async def test_a_code_is_drawn_as_it_is_composed(pictures: FakePictures) -> None:
    draw = DrawPaymentCode(pictures)
    assert await draw(ORDER) == ORDER.compose()
    assert not draw.must_wait
    pictures.must_wait = True
    assert draw.must_wait


async def test_each_code_of_a_picture_is_judged(check: CheckPaymentCodes, anna: int) -> None:
    foreign = replace(ORDER, payee=replace(PAYEE, inn="500100732259"), number="999999999")
    ours, other, link = await checked(
        check, anna, ORDER.compose(), foreign.compose(), b"https://qr.example/1"
    )
    assert ours.genuineness is not None
    assert ours.genuineness.is_ours
    assert ours.is_own is True
    assert other.genuineness is not None
    assert not other.genuineness.is_ours
    assert other.is_own is False
    assert (link.code, link.fault) == (None, "payment-code-other")


async def test_a_number_is_ones_own_only_while_it_is_held(
    check: CheckPaymentCodes, flat: Household, people: People, anna: int, database: Database
) -> None:
    boris = await people.confirmed("Boris", **BORIS)
    text = CheckPaymentText(database, PAYEE)
    for given, number, is_own in (
        (anna, FLAT, True),
        (anna, f"00-{FLAT}", True),
        (anna, "ул. Яблоневая", False),
        (anna, "", None),
        (boris, FLAT, False),
    ):
        order = replace(ORDER, number=number)
        assert (await text(given, order.compose().decode())).is_own is is_own
        [code] = await check(given, order.compose(), f"{given} {number}")
        assert code.is_own is is_own
    await flat.remove(anna, FLAT)
    assert (await text(anna, ORDER.compose().decode())).is_own is False


@pytest.mark.usefixtures("flat")
async def test_who_has_not_confirmed_their_address_holds_no_number(
    check: CheckPaymentCodes, people: People
) -> None:
    account_id = await people.registered()
    [code] = await checked(check, account_id, ORDER.compose())
    assert code.is_own is False


async def test_what_shows_no_code_is_said_and_a_pdf_is_not_even_opened(
    check: CheckPaymentCodes, pictures: FakePictures, anna: int
) -> None:
    with refused("picture-pdf"):
        await check(anna, b"%PDF-1.7", "1")
    assert pictures.read_pictures == []
    with refused("picture-no-code"):
        await check(anna, b"", "2")


async def test_pictures_are_counted_once_each_and_for_each_account(
    check: CheckPaymentCodes, people: People, clock: FakeClock, pictures: FakePictures, anna: int
) -> None:
    boris = await people.confirmed("Boris", **BORIS)
    for number in range(PICTURES_CHECKED.most):
        for _ in range(2):
            await check(anna, b"1", f"picture {number}")
    before = len(pictures.read_pictures)
    with refused("pictures-too-many", until="12:15"):
        await check(anna, b"1", "one more")
    assert len(pictures.read_pictures) == before
    await check(anna, b"1", "picture 0")
    await check(boris, b"1", "of Boris")
    clock.pass_time(timedelta(minutes=15))
    await check(anna, b"1", "one more")
