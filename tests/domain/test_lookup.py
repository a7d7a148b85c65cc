"""What an operator may have meant."""

import pytest

from domain.dates import Month
from domain.lookup import Shape, meanings
from domain.receipt import receipt_number
from tests.services.residents import refused

RECEIPT = receipt_number(Month(2026, 11), 17)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("anna@pochta.example", {Shape.EMAIL: "anna@pochta.example"}),
        ("Anna", {Shape.LOGIN: "anna"}),
        (
            "100200301",
            {Shape.NUMBER: "100200301", Shape.LOGIN: "100200301", Shape.SERIAL: "100200301"},
        ),
        ("№ 0100-200-301", {Shape.NUMBER: "100200301", Shape.SERIAL: "100200301"}),
        ("+7 (921) 000-00-12", {Shape.PHONE: "+79210000012"}),
        (
            "89210000012",
            {
                Shape.NUMBER: "89210000012",
                Shape.PHONE: "+79210000012",
                Shape.LOGIN: "89210000012",
                Shape.SERIAL: "89210000012",
            },
        ),
        (
            RECEIPT,
            {
                Shape.RECEIPT: RECEIPT,
                Shape.NUMBER: RECEIPT.replace("-", ""),
                Shape.LOGIN: RECEIPT,
                Shape.SERIAL: RECEIPT.replace("-", ""),
            },
        ),
        ("СН-0012345", {Shape.LOGIN: "сн-0012345", Shape.SERIAL: "СН0012345"}),
        ("зав. № 0012 345/7", {Shape.SERIAL: "123457"}),
        ("Яблоневая 1", {Shape.ADDRESS: "Яблоневая 1"}),
        ("ул. Яблоневой, д. 1 кв 2", {Shape.ADDRESS: "ул. Яблоневой, д. 1 кв 2"}),
        ("1-2 яблоневая", {Shape.ADDRESS: "1-2 яблоневая"}),
        ("Анна", {Shape.LOGIN: "анна", Shape.ADDRESS: "Анна"}),
    ],
)
def test_a_text_means_whatever_it_looks_like(text: str, expected: dict[Shape, str]) -> None:
    assert meanings(text) == expected


@pytest.mark.parametrize("text", ["", "??", "a b", "анnа", "x" * 5000])
def test_what_looks_like_nothing_is_refused(text: str) -> None:
    with refused("lookup-not-understood"):
        meanings(text)
