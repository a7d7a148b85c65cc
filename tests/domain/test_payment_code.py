"""The code of a payment: what is composed reads back, and each way to be wrong has its answer."""

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dates import Month
from domain.errors import DomainError
from domain.payment_code import (
    LONGEST,
    MANDATORY,
    MOST_BYTES,
    Field,
    PaymentCode,
    PaymentOrder,
    read_payment_code,
)
from tests.domain.payees import PAYEE, payees, words

FIVE = (
    'Name=ООО «Три кита»|PersonalAcc=40702810138250123017|BankName=ОАО "БАНК"|BIC=044525225'
    "|CorrespAcc=30101810400000000225"
)
OF_STANDARD = (
    f"ST00011|{FIVE}|PayeeINN=6200098765|LastName=Иванов|FirstName=Иван|MiddleName=Иванович|Purpose=Оплата"
    " членского взноса|PayerAddress=г.Рязань ул.Ленина д.10 кв.15|Sum=100000"
)
"""The example in appendix Д of the standard."""

ORDER = PaymentOrder(
    PAYEE,
    123_456,
    "100200303",
    "Электроэнергия, абонентский номер 100200303, ноябрь 2026",
    Month(2026, 11),
    "г. Светлогорье, ул. Лесная, д. 3, кв. 12",
)

orders = st.builds(
    PaymentOrder,
    payee=payees(),
    amount=st.integers(1, 10**11),
    number=st.integers(1000, 10**15 - 1).map(str),
    purpose=words(210),
    period=st.none() | st.builds(Month, st.integers(2000, 2099), st.integers(1, 12)),
    address=st.just("") | words(200),
)


def refusal(content: bytes | str) -> DomainError:
    with pytest.raises(DomainError) as refused:
        read_payment_code(content)
    return refused.value


def test_an_order_is_composed_as_the_standard_says() -> None:
    assert ORDER.compose().decode() == (
        "ST00012|Name=АО «Светлогорская сбытовая компания»|PersonalAcc=40702810400000000017"
        "|BankName=Банк «Светлогорье» (АО)|BIC=049999017|CorrespAcc=30101810800000000017|Sum=123456"
        "|Purpose=Электроэнергия, абонентский номер 100200303, ноябрь 2026|PayeeINN=9900001010|KPP=770701001"
        "|PersAcc=100200303|PaymPeriod=112026|TechCode=02"
        "|PayerAddress=г. Светлогорье, ул. Лесная, д. 3, кв. 12"
    )


@given(orders)
def test_what_is_composed_reads_back(order: PaymentOrder) -> None:
    code = read_payment_code(order.compose())
    assert code == PaymentCode(order.fields)
    assert code.amount == order.amount
    assert code.period in (order.period, None)
    assert code[Field.NUMBER] == order.number


@given(orders)
def test_a_code_keeps_the_limits_of_the_standard(order: PaymentOrder) -> None:
    fields = order.fields
    assert tuple(fields)[:5] == MANDATORY
    assert all(0 < len(value) <= LONGEST.get(name, 300) for name, value in fields.items())
    assert not order.compose().endswith(order.compose()[7:8])
    mandatory = "|".join(f"{name}={fields[name]}" for name in MANDATORY)
    assert len(mandatory) <= 300


@given(st.integers(0, 300))
def test_the_address_is_left_out_before_a_code_grows_too_large(length: int) -> None:
    order = replace(ORDER, address="Ж" * length)
    room = MOST_BYTES - len(replace(ORDER, address="").compose()) - len("|PayerAddress=")
    assert len(order.compose()) <= MOST_BYTES
    assert (Field.ADDRESS in order.fields) == (0 < len("Ж".encode()) * length <= room)


def test_the_longest_names_leave_room_for_sum_and_number() -> None:
    payee = replace(PAYEE, name="Ж" * 160, bank="Щ" * 45)
    order = replace(ORDER, payee=payee, purpose="Ы" * 210)
    assert len(order.compose()) <= MOST_BYTES
    assert tuple(order.fields) == (*MANDATORY, Field.SUM, Field.INN, Field.NUMBER)


def test_another_separator_is_taken_if_a_value_has_the_usual_one() -> None:
    order = replace(ORDER, purpose="Свет | ночь ^ день")
    assert order.compose().startswith(b"ST00012~Name=")
    assert read_payment_code(order.compose())[Field.PURPOSE] == "Свет | ночь ^ день"


def test_values_with_all_separators_give_one_up() -> None:
    order = replace(ORDER, purpose="|^~;#$*")
    assert read_payment_code(order.compose())[Field.PURPOSE] == "/^~;#$*"


@pytest.mark.parametrize(("digit", "charset"), [("1", "cp1251"), ("2", "utf-8"), ("3", "koi8-r")])
def test_codes_in_all_charsets_are_read(digit: str, charset: str) -> None:
    text = OF_STANDARD.replace("ST00011", f"ST0001{digit}").replace("«", "'").replace("»", "'")
    code = read_payment_code(text.encode(charset))
    assert code[Field.NAME] == "ООО 'Три кита'"
    assert code.amount == 100_000
    assert code == read_payment_code(text)


def test_names_may_be_in_any_case_and_values_may_hold_the_sign_of_equality() -> None:
    code = read_payment_code(f"ST00012|{FIVE.replace('Name', 'NAME', 1)}|purpose=a=b|sum=1|".encode())
    assert code[Field.NAME] == "ООО «Три кита»"
    assert code[Field.PURPOSE] == "a=b"
    assert code.repeated == ()


def test_the_last_of_two_fields_counts_and_both_are_told() -> None:
    code = read_payment_code(f"ST00012|{FIVE}|Sum=100|SUM=200|sum=300|Own=1|Own=2".encode())
    assert code.amount == 300
    assert code.repeated == (Field.SUM,)


@pytest.mark.parametrize(
    ("period", "month"),
    [
        ("112026", Month(2026, 11)),
        ("1126", Month(2026, 11)),
        ("132026", None),
        ("ноябрь", None),
        ("11.2026", None),
        ("", None),
    ],
)
def test_a_period_is_read_where_it_is_understood(period: str, month: Month | None) -> None:
    code = read_payment_code(f"ST00012|{FIVE}|PaymPeriod={period}".encode())
    assert code.period == month
    assert code.amount is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        "привет",
        "https://qr.example/AS1000670LSS7DN18",
        b"ST0001",
        "ST00012",
        b"\xff\xfe",
        "st00012|",
    ],
)
def test_what_is_no_payment_code_is_told_apart(content: bytes | str) -> None:
    assert refusal(content).code == "payment-code-other"


def test_a_code_of_endless_length_is_not_read() -> None:
    assert refusal(b"ST00012|" + b"A=1|" * 100_000).code == "payment-code-other"


def without(name: str) -> str:
    return "ST00012|" + "|".join(part for part in FIVE.split("|") if not part.startswith(f"{name}="))


@pytest.mark.parametrize(
    ("content", "code", "field"),
    [
        ("ST00022|" + FIVE, "payment-code-version", None),
        ("ST00014|" + FIVE, "payment-code-charset", None),
        (b"ST00012|Name=\xff\xff", "payment-code-charset", None),
        ("ST00012|" + FIVE + "|Purpose", "payment-code-field", "Purpose"),
        ("ST00012|" + FIVE + "|Сумма=1", "payment-code-field", "Сумма=1"),
        ("ST00012|" + FIVE + "|=1", "payment-code-field", "=1"),
        *((without(name), "payment-code-missing", name.value) for name in MANDATORY),
        ("ST00012|" + FIVE.replace("BIC=044525225", "BIC="), "payment-code-missing", "BIC"),
        ("ST00012|" + FIVE.replace("044525225", "04452522"), "payment-code-value", "BIC"),
        ("ST00012|" + FIVE.replace("40702810138250123017", "4070"), "payment-code-value", "PersonalAcc"),
        ("ST00012|" + FIVE.replace("30101810400000000225", "3010"), "payment-code-value", "CorrespAcc"),
        ("ST00012|" + FIVE.replace("ООО", "О" * 160), "payment-code-value", "Name"),
        ("ST00012|" + FIVE + "|Sum=12,50", "payment-code-value", "Sum"),
        ("ST00012|" + FIVE + "|Sum=" + "1" * 19, "payment-code-value", "Sum"),
        ("ST00012|" + FIVE + "|PayeeINN=123", "payment-code-value", "PayeeINN"),
        ("ST00012|" + FIVE + "|PersAcc=" + "1" * 301, "payment-code-value", "PersAcc"),
    ],
)
def test_each_way_to_be_wrong_has_its_answer(content: bytes | str, code: str, field: str | None) -> None:
    error = refusal(content)
    assert error.code == code
    assert error.values.get("field") == field


@given(st.binary(max_size=200))
def test_no_bytes_bring_the_reader_down(content: bytes) -> None:
    with suppress(DomainError):
        read_payment_code(b"ST00012|" + content)


def test_a_value_is_shown_in_one_line_without_what_cannot_be_seen() -> None:
    dirty = FIVE.replace("ООО", "О\nО\tО\u202e\x00")
    assert read_payment_code(f"ST00012|{dirty}")[Field.NAME] == "О О О «Три кита»"
