"""A handful of conversations with updates by webhook; ``make test-webhook`` runs all of them that way."""

import pytest

from tests.conversations.test_operators import (
    test_a_decision_reaches_the_resident_and_shows_in_the_group as test_a_decision,
)
from tests.conversations.test_readings import (
    test_one_scale_from_the_question_to_the_receipt as test_a_reading,
)
from tests.conversations.test_registration import (
    test_whoever_answers_every_question_is_registered as test_a_registration,
)

__all__ = ["test_a_decision", "test_a_reading", "test_a_registration"]


@pytest.fixture
def intake() -> str:
    return "webhook"
