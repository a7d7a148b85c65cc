"""The words that billing may write for what the program tells apart, in lower case and with е for ё.

Words for a stove or for the way of a bill that are not here are kept as they are, because they are only
shown. What a line is counted by, and what became of a payment, changes sums, and who told a value decides
whether it counts as consumption, so there they are errors.
"""

from collections.abc import Mapping

from domain.bill import PaymentStatus
from domain.bill_line import Basis
from domain.known_value import ValueSource
from domain.subscriber import BillDelivery, Stove

BASES: Mapping[str, Basis] = {
    **{basis.value: basis for basis in Basis},
    "показание": Basis.READING,
    "показания": Basis.READING,
    "по показаниям": Basis.READING,
    "среднее": Basis.AVERAGE,
    "по среднему": Basis.AVERAGE,
    "норматив": Basis.NORM,
    "по нормативу": Basis.NORM,
    "перерасчет": Basis.RECALCULATION,
    "пени": Basis.PENALTY,
    "пеня": Basis.PENALTY,
    "прочее": Basis.OTHER,
}

PAYMENT_STATUSES: Mapping[str, PaymentStatus] = {
    "": PaymentStatus.BOOKED,
    **{status.value: status for status in PaymentStatus},
    "accepted": PaymentStatus.BOOKED,
    "зачислен": PaymentStatus.BOOKED,
    "зачислено": PaymentStatus.BOOKED,
    "проведен": PaymentStatus.BOOKED,
    "принят": PaymentStatus.BOOKED,
    "учтен": PaymentStatus.BOOKED,
    "в обработке": PaymentStatus.PENDING,
    "обрабатывается": PaymentStatus.PENDING,
    "ожидает": PaymentStatus.PENDING,
    "не зачислен": PaymentStatus.PENDING,
    "cancelled": PaymentStatus.REVERSED,
    "canceled": PaymentStatus.REVERSED,
    "отменен": PaymentStatus.REVERSED,
    "отозван": PaymentStatus.REVERSED,
    "возвращен": PaymentStatus.REVERSED,
    "возврат": PaymentStatus.REVERSED,
    "сторно": PaymentStatus.REVERSED,
    "сторнирован": PaymentStatus.REVERSED,
    "аннулирован": PaymentStatus.REVERSED,
}

SOURCES: Mapping[str, ValueSource] = {
    **{source.value: source for source in ValueSource},
    "абонент": ValueSource.RESIDENT,
    "житель": ValueSource.RESIDENT,
    "потребитель": ValueSource.RESIDENT,
    "оператор": ValueSource.OPERATOR,
    "сотрудник": ValueSource.OPERATOR,
    "инспектор": ValueSource.INSPECTOR,
    "контролер": ValueSource.INSPECTOR,
    "контрольное": ValueSource.INSPECTOR,
    "расчет": ValueSource.CALCULATED,
    "расчетное": ValueSource.CALCULATED,
    "среднее": ValueSource.CALCULATED,
    "норматив": ValueSource.CALCULATED,
}

STOVES: Mapping[str, Stove] = {
    **{stove.value: stove for stove in Stove},
    "электрическая": Stove.ELECTRIC,
    "электроплита": Stove.ELECTRIC,
    "электро": Stove.ELECTRIC,
    "газовая": Stove.GAS,
    "газ": Stove.GAS,
}

DELIVERIES: Mapping[str, BillDelivery] = {
    **{delivery.value: delivery for delivery in BillDelivery},
    "бумажный": BillDelivery.PAPER,
    "на бумаге": BillDelivery.PAPER,
    "почта": BillDelivery.PAPER,
    "электронный": BillDelivery.ELECTRONIC,
    "эл. почта": BillDelivery.ELECTRONIC,
    "email": BillDelivery.ELECTRONIC,
    "e-mail": BillDelivery.ELECTRONIC,
    "бумажный и электронный": BillDelivery.BOTH,
}


def plain_word(text: str) -> str:
    """Return the spelling in which words stand in these lists."""
    return " ".join(text.casefold().replace("ё", "е").split())
