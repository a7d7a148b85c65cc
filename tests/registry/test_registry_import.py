"""What an import promises: all or nothing, again and again, and nothing of a resident's lost."""

import multiprocessing
import signal
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from integrations.registry_files import open_registry
from services.exchange.registry import FILES, REPORTED_PROBLEMS, ImportRegistry, Phase, RegistryRefusedError
from services.units import StoreBusyError
from storage.exchange import ExchangeIsRunningError
from storage.registry import RegistryRepository
from storage.sqlite import stage as registry_stage
from storage.unit import UnitSettings
from tests.engines import ON_POSTGRES, connection, open_stage, snapshot
from tests.registry.billing import Billing
from tests.registry.town import OPERATORS, TOWN, Importer, changed, places, skip, with_row, without

KEYS = ("яблоневая", "светлогорье", "1")
"""By what the homes are looked for."""
UNKNOWN = (None, None, "", "", "")
"""What a registry of before does not say of a home."""


def test_every_file_reaches_its_table(import_registry: Importer) -> None:
    import_registry(TOWN)

    assert import_registry.rows("SELECT * FROM subscribers") == [
        (
            "100200301",
            "г. Светлогорье, ул. Яблоневая, д. 1, кв. 1",
            4848,
            0,
            None,
            "00100200301",
            *KEYS,
            *UNKNOWN,
        ),
        ("100200302", "г. Светлогорье, ул. Яблоневая, д. 1, кв. 2", -730, 0, None, None, *KEYS, *UNKNOWN),
    ]
    assert import_registry.rows("SELECT * FROM meters") == [
        ("M301", "100200301", "09348817", "Ромашка-101", 5, 0, 0, "2019-06-14", "2035-06-14", None),
        ("M302", "100200302", "41120563", "Ромашка-202", 6, 2, 0, "2020-09-03", None, None),
    ]
    assert import_registry.rows("SELECT * FROM scales") == [
        ("M301", 1, "Круглосуточно", "0–24", 12_480_000, "2026-10-24", None),
        ("M302", 1, "День", "7–23", 8_214_450, "2026-10-24", None),
        ("M302", 2, "Ночь", "23–7", None, None, None),
    ]
    assert import_registry.rows("SELECT * FROM payments") == [
        ("P1", "100200301", "2026-11-12", 123456, "", "booked"),
        ("P2", "100200302", "2026-11-10", 150000, "", "booked"),
    ]
    assert import_registry.rows("SELECT * FROM bills") == [
        ("B1", "100200301", "2026-10", 128304, -1000, 0, 110000, 128304, None, None)
    ]
    assert import_registry.rows(
        "SELECT rates, scale, category, from_kwh, price, valid_from FROM tariffs WHERE rates = 1"
    ) == [
        (1, 1, "", 0, 648, "2026-10-01"),
        (1, 1, "", 1200, 810, "2026-10-01"),
    ]


def test_the_same_registry_again_changes_nothing(import_registry: Importer) -> None:
    import_registry(TOWN)
    before = import_registry.everything()

    report = import_registry(TOWN)

    assert [(change.added, change.altered, change.vanished) for change in report.changes] == [
        (0, 0, 0)
    ] * len(FILES)
    after = import_registry.everything()
    assert [line for line in after if '"imports"' not in line] == [
        line for line in before if '"imports"' not in line
    ]


def test_only_what_differs_is_written(import_registry: Importer) -> None:
    import_registry(TOWN)

    report = import_registry(
        changed("subscribers.csv", "48,48", "0,00")
        | {"payments.csv": TOWN["payments.csv"] + "P3;100200301;20.11.2026;48,48\n"}
    )

    counts = {change.table: (change.added, change.altered) for change in report.changes}
    assert counts == {
        "subscribers": (0, 1),
        "meters": (0, 0),
        "scales": (0, 0),
        "payments": (1, 0),
        "bills": (0, 0),
        "bill_lines": (0, 0),
        "history": (0, 0),
        "tariffs": (0, 0),
    }
    assert import_registry.rows("SELECT balance FROM subscribers ORDER BY number") == [(0,), (-730,)]
    assert import_registry.rows("SELECT COUNT(*) FROM payments") == [(3,)]


def test_an_address_that_changes_gets_other_keys(import_registry: Importer) -> None:
    import_registry(TOWN)
    import_registry(changed("subscribers.csv", "ул. Яблоневая, д. 1, кв. 2", "пер. Тихий, д. 5"))
    keys = import_registry.rows("SELECT street, place, house FROM subscribers ORDER BY number")
    assert keys == [KEYS, ("тихий", "светлогорье", "5")]


def test_addresses_that_came_before_there_were_keys_get_theirs(import_registry: Importer) -> None:
    import_registry(TOWN)
    import_registry.change("UPDATE subscribers SET street = NULL, place = NULL, house = NULL")
    report = import_registry(TOWN)
    assert [change.altered for change in report.changes] == [0] * len(FILES)
    assert import_registry.rows("SELECT street, place, house FROM subscribers") == [KEYS, KEYS]


def test_one_wrong_row_leaves_everything_as_it_was(import_registry: Importer) -> None:
    import_registry(TOWN)
    before = import_registry.everything()

    errors = import_registry.errors(
        changed("subscribers.csv", "48,48", "0,00") | {"tariffs.csv": TOWN["tariffs.csv"] + "1;1;0;?;2026\n"}
    )

    assert places(errors) == [
        ("tariffs.csv", 6, "price", "amount-not-understood"),
        ("tariffs.csv", 6, "valid_from", "date-not-understood"),
    ]
    assert import_registry.everything() == before


def crowd(size: int) -> dict[str, str]:
    """The town with so many subscribers more, who have no meters."""
    rows = "".join(f"{number};Дачная ул., {number};0,00;0,00\n" for number in range(700_000, 700_000 + size))
    return {**TOWN, "subscribers.csv": TOWN["subscribers.csv"] + rows}


@pytest.mark.parametrize("rows", [2, 3, 49, 50, 51, 100, 101])
def test_every_row_is_taken_however_many_go_into_one_statement(import_registry: Importer, rows: int) -> None:
    report = import_registry(crowd(rows - 2))
    assert (report.changes[0].rows, report.record.subscribers) == (rows, rows)
    assert import_registry.rows("SELECT count(*) FROM subscribers") == [(rows,)]


def test_a_file_that_ends_too_early_closes_nobody(import_registry: Importer) -> None:
    import_registry(crowd(300))
    before = import_registry.everything()
    [problem] = import_registry.errors(crowd(100))
    assert (problem.code, problem.values["vanished"]) == ("too-many-vanished", 200)
    assert import_registry.everything() == before


def test_whoever_is_sure_closes_many(import_registry: Importer) -> None:
    import_registry(crowd(300))
    path = import_registry.write(TOWN)
    with (
        open_registry(path) as source,
        open_stage(import_registry.database, import_registry.settings, pause=skip) as stage,
    ):
        take_over = ImportRegistry(stage, lambda: import_registry.now, lambda *_: None, may_close_many=True)
        assert take_over(source).changes[0].vanished == 300


def test_subscribers_and_meters_that_vanish_are_closed_and_what_returns_is_opened(
    import_registry: Importer,
) -> None:
    import_registry(TOWN)
    closing_day = import_registry.now + timedelta(days=1)

    report = import_registry(
        {name: without(text, "302") if "302" in text else text for name, text in TOWN.items()}
    )

    assert [change.vanished for change in report.changes] == [1, 1, *[0] * (len(FILES) - 2)]
    closed_at = closing_day.isoformat(timespec="microseconds")
    assert import_registry.rows("SELECT number, closed_at FROM subscribers ORDER BY number") == [
        ("100200301", None),
        ("100200302", closed_at),
    ]
    assert import_registry.rows("SELECT id, closed_at FROM meters ORDER BY id") == [
        ("M301", None),
        ("M302", closed_at),
    ]
    assert import_registry.rows("SELECT COUNT(*) FROM scales") == [(3,)]
    assert import_registry.rows("SELECT COUNT(*) FROM payments") == [(2,)]

    import_registry({name: without(text, "302") if "302" in text else text for name, text in TOWN.items()})
    assert import_registry.rows("SELECT closed_at FROM subscribers WHERE closed_at IS NOT NULL") == [
        (closed_at,)
    ]

    import_registry(TOWN)
    assert import_registry.rows("SELECT closed_at FROM subscribers UNION SELECT closed_at FROM meters") == [
        (None,)
    ]


def test_a_scale_that_its_meter_lost_is_removed(import_registry: Importer) -> None:
    import_registry(TOWN)

    report = import_registry(TOWN | {"scales.csv": without(TOWN["scales.csv"], "Ночь")})

    assert [change.vanished for change in report.changes] == [0, 0, 1, *[0] * (len(FILES) - 3)]
    assert import_registry.rows("SELECT name FROM scales WHERE meter_id = 'M302'") == [("День",)]


def test_payments_bills_and_tariffs_of_earlier_registries_stay(import_registry: Importer) -> None:
    import_registry(TOWN)

    import_registry(
        {name: TOWN[name] for name in ("subscribers.csv", "meters.csv", "scales.csv")}
        | {"payments.csv": "payment;number;paid_on;amount\nP3;100200301;20.11.2026;1\n"}
    )

    assert import_registry.rows("SELECT id FROM payments") == [("P1",), ("P2",), ("P3",)]
    assert import_registry.rows("SELECT COUNT(*) FROM bills") == [(1,)]
    assert import_registry.rows("SELECT COUNT(*) FROM tariffs") == [(4,)]


def test_a_meter_may_move_to_another_subscriber(import_registry: Importer) -> None:
    import_registry(TOWN)

    import_registry(changed("meters.csv", "M302;100200302", "M302;100200301"))

    assert import_registry.rows("SELECT number FROM meters") == [("100200301",), ("100200301",)]


def test_an_import_is_remembered_and_told_to_the_operators(import_registry: Importer) -> None:
    report = import_registry(TOWN)

    assert (report.record.subscribers, report.record.meters, report.record.payments) == (2, 2, 2)
    with connection(import_registry.database) as known:
        assert RegistryRepository(known).find_last() == report.record
    assert import_registry.rows("SELECT kind, details FROM alerts") == [
        ("registry-imported", '{"subscribers":2,"meters":2,"payments":2}')
    ]
    assert import_registry.rows("SELECT recipient, kind FROM outbox") == [("-100500", "alert")]


def test_no_import_is_remembered_before_the_first(import_registry: Importer) -> None:
    import_registry.errors({})

    with connection(import_registry.database) as known:
        assert RegistryRepository(known).find_last() is None


def test_a_refused_registry_is_told_to_the_operators_once_a_day(import_registry: Importer) -> None:
    wrong = with_row("payments.csv", "P9;100200301;31.11.2026;1,00")

    for _ in range(2):
        import_registry.errors(wrong)
        import_registry.now -= timedelta(days=1)

    assert import_registry.rows("SELECT kind, details, occurrences FROM alerts") == [
        (
            "registry-refused",
            '{"errors":1,"code":"date-impossible","file":"payments.csv","line":4,"column":"paid_on"}',
            2,
        )
    ]


def test_the_first_hundred_errors_are_reported_and_the_others_counted(import_registry: Importer) -> None:
    rows = "".join(f"P{number};100200301;2026-11-01;0\n" for number in range(1000, 1250))

    with pytest.raises(RegistryRefusedError) as refused:
        import_registry(TOWN | {"payments.csv": TOWN["payments.csv"] + rows})

    errors = refused.value.findings.errors
    assert len(errors.first) == REPORTED_PROBLEMS
    assert [problem.line for problem in errors.first[:3]] == [4, 5, 6]
    assert errors.more == 150


@pytest.mark.parametrize(
    ("file", "row", "place"),
    [
        ("subscribers.csv", "0100200302;ул. Речная;0;0", (4, "number", "duplicate")),
        ("meters.csv", "M301;100200301;1;;5;0;0;;", (4, "meter", "duplicate")),
        ("scales.csv", "M302;2;Ночь;23–7;;", (5, "meter", "duplicate")),
        ("payments.csv", "P1;100200301;2026-11-12;1", (4, "payment", "duplicate")),
        ("bills.csv", "B1;100200301;2026-09;0;0;0;0;0", (3, "bill", "duplicate")),
        ("tariffs.csv", "2;2;0;3,91;2026-10-01", (6, "rates", "duplicate")),
        ("meters.csv", "M9;100200309;1;;5;0;0;;", (4, "number", "unknown-number")),
        ("scales.csv", "M9;1;День;;;", (5, "meter", "unknown-meter")),
        ("payments.csv", "P9;100200309;2026-11-12;1", (4, "number", "unknown-number")),
        ("payments.csv", "P9;100200301;2026-11-25;1", (4, "paid_on", "date-in-future")),
        ("bills.csv", "B9;100200309;2026-09;0;0;0;0;0", (3, "number", "unknown-number")),
        ("tariffs.csv", "2;3;0;3,91;2026-10-01", (6, "scale", "scale-beyond-rates")),
        ("tariffs.csv", "3;1;1200;3,91;2026-10-01", (6, "from_kwh", "range-without-beginning")),
    ],
)
def test_a_row_that_contradicts_the_others_is_reported(
    import_registry: Importer, file: str, row: str, place: tuple[int, str, str]
) -> None:
    errors = import_registry.errors(with_row(file, row))

    assert (file, *place) in places(errors)


def test_a_payment_of_the_day_that_begins_in_the_east_is_accepted(import_registry: Importer) -> None:
    import_registry(with_row("payments.csv", "P9;100200301;2026-11-24;1"))

    assert import_registry.now.date().isoformat() == "2026-11-23"


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("M302;1", "M302;3", (3, "scale", "scales-with-gaps")),
        ("12480;24.10.2026", "100000;24.10.2026", (2, "last_value", "value-beyond-capacity")),
        ("12480;24.10.2026", "12480,5;24.10.2026", (2, "last_value", "value-too-precise")),
        ("8214,45", "8214,455", (3, "last_value", "value-too-precise")),
        ("12480;24.10.2026", "12480;", (2, "last_date", "value-without-date")),
        ("12480;24.10.2026", ";24.10.2026", (2, "last_value", "date-without-value")),
        ("12480;24.10.2026", "12480;24.10.2027", (2, "last_date", "date-in-future")),
    ],
)
def test_a_scale_that_cannot_be_is_reported(
    import_registry: Importer, old: str, new: str, place: tuple[int, str, str]
) -> None:
    errors = import_registry.errors(changed("scales.csv", old, new))

    assert places(errors) == [("scales.csv", *place)]


def test_a_value_that_just_fits_is_accepted(import_registry: Importer) -> None:
    import_registry(changed("scales.csv", "12480;", "99999,000;"))

    assert import_registry.rows("SELECT last_value FROM scales WHERE meter_id = 'M301'") == [(99_999_000,)]


def test_a_meter_without_scales_is_reported(import_registry: Importer) -> None:
    errors = import_registry.errors(TOWN | {"scales.csv": without(TOWN["scales.csv"], "M301")})

    assert places(errors) == [("meters.csv", 2, None, "meter-without-scales")]


def test_a_registry_without_subscribers_does_not_close_all_of_them(import_registry: Importer) -> None:
    headers = {name: text.partition("\n")[0] + "\n" for name, text in TOWN.items()}

    assert places(import_registry.errors(headers)) == [("subscribers.csv", None, None, "no-rows")]


def test_a_number_that_cannot_be_read_does_not_make_its_meters_wrong(import_registry: Importer) -> None:
    errors = import_registry.errors(changed("subscribers.csv", "100200302;", "1002OO302;"))

    assert places(errors) == [("subscribers.csv", 3, "number", "number-not-digits")]


def test_an_amount_that_cannot_be_read_hides_no_other_error(import_registry: Importer) -> None:
    errors = import_registry.errors(
        changed("subscribers.csv", "48,48", "48,48 руб")
        | {"payments.csv": TOWN["payments.csv"] + "P9;100200309;2026-11-12;1\n"}
    )

    assert places(errors) == [
        ("subscribers.csv", 2, "balance", "amount-not-understood"),
        ("payments.csv", 4, "number", "unknown-number"),
    ]


def test_progress_goes_through_every_phase_to_its_end(import_registry: Importer) -> None:
    import_registry(TOWN)

    phases = import_registry.phases
    assert list(dict.fromkeys(phase for phase, _, _ in phases)) == list(Phase)
    for phase in Phase:
        steps = [(done, total) for known, done, total in phases if known is phase]
        assert steps == sorted(steps)
        assert steps[-1][0] == steps[-1][1]
    size = sum(len(text.encode()) for text in TOWN.values())
    assert max(total for phase, _, total in phases if phase is Phase.READING) == size


class EndedError(Exception):
    """The import ends here."""


@pytest.fixture
def very_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every import is so large that rows go ahead, two in each portion."""
    if ON_POSTGRES:
        pytest.skip("nothing goes ahead, because nobody waits for the transaction of an import")
    monkeypatch.setattr(registry_stage, "MOST_ROWS_AT_ONCE", 0)
    monkeypatch.setattr(registry_stage, "PORTION_ROWS", 2)


def run_until(importer: Importer, portions: int) -> None:
    """Import the town, and fail after some portions of what goes ahead."""
    left = iter(range(portions - 1))

    def pause(_: float) -> None:
        if next(left, None) is None:
            raise EndedError

    with (
        open_registry(importer.write(TOWN)) as source,
        open_stage(importer.database, importer.settings, pause=pause) as stage,
        pytest.raises(EndedError),
    ):
        ImportRegistry(stage, lambda: importer.now, lambda *_: None)(source)


OPEN_SUBSCRIBERS = "SELECT number FROM subscribers WHERE closed_at IS NULL ORDER BY number"
OPEN_ROWS = """
    SELECT COUNT(*) FROM subscribers WHERE closed_at IS NULL
    UNION ALL SELECT COUNT(*) FROM tariffs
    UNION ALL SELECT COUNT(*) FROM imports
    UNION ALL SELECT COUNT(*) FROM alerts
"""


@pytest.mark.usefixtures("very_many_rows")
@pytest.mark.parametrize("portions", [1, 2, 3, 4])
def test_nothing_of_an_import_counts_before_its_end(import_registry: Importer, portions: int) -> None:
    run_until(import_registry, portions)

    assert import_registry.rows("SELECT COUNT(*) FROM subscribers") == [(2,)]
    assert import_registry.rows(OPEN_ROWS) == [(0,), (0,), (0,), (0,)]


@pytest.mark.usefixtures("very_many_rows")
@pytest.mark.parametrize("portions", [1, 2, 3, 4])
def test_an_import_that_was_ended_is_made_up_for_by_the_next(
    import_registry: Importer, portions: int
) -> None:
    run_until(import_registry, portions)

    import_registry(TOWN)

    ended = import_registry.everything()
    other = Importer(import_registry.folder / "other")
    other.folder.mkdir()
    other(TOWN)
    assert sorted(ended) == sorted(other.everything())


@pytest.mark.usefixtures("very_many_rows")
def test_what_an_ended_import_left_is_closed_for_good_by_a_registry_without_it(
    import_registry: Importer,
) -> None:
    run_until(import_registry, 4)

    import_registry({name: without(text, "302") if "302" in text else text for name, text in TOWN.items()})

    assert import_registry.rows("SELECT number FROM subscribers WHERE closed_at IS NULL") == [("100200301",)]
    assert import_registry.rows("SELECT id FROM meters WHERE closed_at IS NULL") == [("M301",)]


def hold(importer: Importer, number: str) -> None:
    with connection(importer.database) as known:
        known.execute(
            "INSERT INTO accounts"
            " (id, login, login_key, password_hash, email, language, created_at, idempotency_key)"
            " VALUES (1, 'anna', 'anna', '', 'anna@pochta.example', 'ru', '', '1')"
        )
        known.execute(
            "INSERT INTO holdings (account_id, number, added_at, idempotency_key) VALUES (1, ?, '', '1')",
            (number,),
        )


def seen_between_portions(
    importer: Importer, files: dict[str, str], sql: str
) -> list[list[tuple[object, ...]]]:
    """What a query finds after each portion that goes ahead."""
    seen = []
    path = importer.write(files)

    def look(_: float) -> None:
        seen.append((importer.rows("SELECT COUNT(*) FROM imports"), importer.rows(sql)))

    with open_registry(path) as source, open_stage(importer.database, importer.settings, pause=look) as stage:
        ImportRegistry(stage, lambda: importer.now, lambda *_: None)(source)
    return [found for imports, found in seen if imports == seen[0][0]]


NEWER = {
    "subscribers.csv": TOWN["subscribers.csv"].replace("48,48", "0,01").replace("-7.30", "0,02"),
    "meters.csv": TOWN["meters.csv"].replace("09348817", "1").replace("41120563", "2"),
    "scales.csv": TOWN["scales.csv"].replace("12480", "12481").replace("8214,45", "8215"),
    "payments.csv": TOWN["payments.csv"] + "P3;100200301;20.11.2026;1\nP4;100200302;20.11.2026;2\n",
    "bills.csv": TOWN["bills.csv"] + "B2;100200302;2026-10;1;1;1;1;1\n",
    "tariffs.csv": TOWN["tariffs.csv"].replace("3,91", "3,99"),
}
SIGHT = """
    SELECT group_concat(fact) FROM (
        SELECT 'b' || balance AS fact FROM subscribers WHERE number = {number}
        UNION ALL SELECT 's' || serial FROM meters WHERE number = {number}
        UNION ALL SELECT 'v' || last_value FROM scales JOIN meters ON meter_id = id WHERE number = {number}
        UNION ALL SELECT 'p' || amount FROM payments WHERE number = {number}
        UNION ALL SELECT 'd' || due FROM bills WHERE number = {number}
        UNION ALL SELECT 't' || price FROM tariffs WHERE rates = 2 AND scale = 2
    )
"""


@pytest.mark.usefixtures("very_many_rows")
def test_who_holds_a_number_sees_everything_change_at_once(import_registry: Importer) -> None:
    import_registry(TOWN)
    hold(import_registry, "100200302")
    sight = SIGHT.format(number="'100200302'")
    before = import_registry.rows(sight)

    seen = seen_between_portions(import_registry, NEWER, sight)

    assert seen == [before] * 2
    assert import_registry.rows(sight) == [("b2,s2,v8215000,p150000,p200,d100,t399",)]


@pytest.mark.usefixtures("very_many_rows")
def test_what_nobody_holds_goes_ahead(import_registry: Importer) -> None:
    import_registry(TOWN)
    hold(import_registry, "100200302")

    seen = seen_between_portions(import_registry, NEWER, SIGHT.format(number="'100200301'"))

    assert seen == [
        [("b1,s1,v12480000,p123456,d128304,t391",)],
        [("b1,s1,v12481000,p123456,p100,d128304,t391",)],
    ]


@pytest.mark.usefixtures("very_many_rows")
def test_a_meter_that_leaves_a_held_number_does_not_go_ahead(import_registry: Importer) -> None:
    import_registry(TOWN)
    hold(import_registry, "100200302")
    moved = {
        **TOWN,
        "meters.csv": TOWN["meters.csv"].replace("M302;100200302", "M302;100200301"),
        "scales.csv": TOWN["scales.csv"].replace("8214,45", "8215"),
        "payments.csv": TOWN["payments.csv"].replace("P2;100200302", "P2;100200301").replace("1234,56", "1"),
    }
    sight = SIGHT.format(number="'100200302'")
    before = import_registry.rows(sight)

    seen = seen_between_portions(import_registry, moved, sight)

    assert seen == [before]
    assert import_registry.rows("SELECT COUNT(*) FROM meters WHERE number = '100200301'") == [(2,)]


@pytest.mark.usefixtures("very_many_rows")
def test_a_closed_number_is_not_opened_before_the_end(import_registry: Importer) -> None:
    import_registry(TOWN)
    import_registry({name: without(text, "302") if "302" in text else text for name, text in TOWN.items()})

    seen = seen_between_portions(import_registry, TOWN, OPEN_SUBSCRIBERS)

    assert seen == [[("100200301",)]]
    assert import_registry.rows(OPEN_SUBSCRIBERS) == [("100200301",), ("100200302",)]


def test_of_a_small_import_nothing_goes_ahead(import_registry: Importer) -> None:
    assert seen_between_portions(import_registry, TOWN, OPEN_SUBSCRIBERS) == []
    assert import_registry.rows(OPEN_SUBSCRIBERS) == [("100200301",), ("100200302",)]


@pytest.mark.usefixtures("very_many_rows")
def test_the_bot_reads_and_writes_between_the_portions(import_registry: Importer) -> None:
    balances = []

    def look_and_write(_: float) -> None:
        with connection(import_registry.database) as known:
            found = known.execute("SELECT COUNT(*) FROM subscribers WHERE closed_at IS NULL").fetchone()
            balances.append(tuple(found))
            known.execute("INSERT INTO attempts (kind, subject, at) VALUES ('sign-in', 'anna', '')")

    with (
        open_registry(import_registry.write(TOWN)) as source,
        open_stage(import_registry.database, import_registry.settings, pause=look_and_write) as stage,
    ):
        ImportRegistry(stage, lambda: import_registry.now, lambda *_: None)(source)

    assert balances == [(0,)] * 6, "new subscribers are opened when all of it is there"
    assert import_registry.rows("SELECT COUNT(*) FROM attempts") == [(6,)]
    assert import_registry.rows(OPEN_SUBSCRIBERS) == [("100200301",), ("100200302",)]


@pytest.mark.usefixtures("very_many_rows")
def test_an_import_that_is_ended_before_all_is_open_is_completed_by_the_next_one(
    import_registry: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def end(_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(registry_stage.SqliteRegistryStage, "_open_ahead", end)
        with pytest.raises(KeyboardInterrupt):
            import_registry(TOWN)
    assert import_registry.rows("SELECT COUNT(*) FROM imports") == [(1,)]
    assert import_registry.rows(OPEN_SUBSCRIBERS) == []

    report = import_registry(TOWN)

    assert report.changes[0].altered == 2
    assert import_registry.rows(OPEN_SUBSCRIBERS) == [("100200301",), ("100200302",)]


def test_a_reader_keeps_the_old_registry_until_it_looks_again(import_registry: Importer) -> None:
    import_registry(TOWN)
    balance = "SELECT balance FROM subscribers WHERE number = '100200301'"
    with snapshot(import_registry.database) as reader:
        assert reader.execute(balance).fetchone()[0] == 4848
        import_registry(changed("subscribers.csv", "48,48", "0,00"))
        assert reader.execute(balance).fetchone()[0] == 4848
    assert import_registry.rows(balance) == [(0,)]


def _import_and_hang_in_the_last_transaction(
    importer: Importer, path: Path, reached: "multiprocessing.synchronize.Event"
) -> None:
    def clock() -> datetime:
        """Asked for the moment of the operators' message, with everything else already written."""
        reached.set()
        signal.pause()
        raise AssertionError

    settings = UnitSettings(clock, OPERATORS, "ru")
    with open_registry(path) as source, open_stage(importer.database, settings) as stage:
        ImportRegistry(stage, lambda: importer.now, lambda *_: None)(source)


def test_an_import_that_is_killed_just_before_its_commit_leaves_the_old_registry_and_no_lock(
    import_registry: Importer,
) -> None:
    import_registry(TOWN)
    before = import_registry.everything()
    import_registry.now += timedelta(days=1)
    newer = changed("subscribers.csv", "48,48", "0,00")
    spawn = multiprocessing.get_context("spawn")
    reached = spawn.Event()
    process = spawn.Process(
        target=_import_and_hang_in_the_last_transaction,
        args=(import_registry, import_registry.write(newer), reached),
    )
    process.start()
    assert reached.wait(60)
    process.kill()
    process.join()

    assert import_registry.everything() == before
    import_registry(newer)
    assert import_registry.rows("SELECT balance FROM subscribers WHERE number = '100200301'") == [(0,)]


def import_with_two_pages_left(importer: Importer, source: Path) -> None:
    with open_registry(source) as files, open_stage(importer.database, importer.settings) as stage:
        (pages,) = stage.connection.execute("PRAGMA main.page_count").fetchone()
        stage.connection.execute(f"PRAGMA main.max_page_count = {pages + 2}")
        ImportRegistry(stage, lambda: importer.now, lambda *_: None)(files)


@pytest.mark.of_sqlite("the disk of a server is not the program's to fill")
def test_a_full_disk_leaves_the_old_registry(import_registry: Importer) -> None:
    import_registry(TOWN)
    before = import_registry.everything()
    many = "".join(f"P{number};100200301;2026-11-01;1\n" for number in range(1000, 3000))

    source = import_registry.write(TOWN | {"payments.csv": TOWN["payments.csv"] + many})
    with pytest.raises(StoreBusyError, match="full"):
        import_with_two_pages_left(import_registry, source)

    assert import_registry.everything() == before


def test_progress_is_not_shown_while_the_bot_has_to_wait(import_registry: Importer) -> None:
    """A terminal that is halted by Ctrl+S must not halt the bot."""

    def progress(*_: object) -> None:
        with connection(import_registry.database) as bot:
            bot.execute("INSERT INTO attempts (kind, subject, at) VALUES ('sign-in', 'anna', '')")

    with (
        open_registry(import_registry.write(TOWN)) as source,
        open_stage(import_registry.database, import_registry.settings, pause=skip) as stage,
    ):
        ImportRegistry(stage, lambda: import_registry.now, progress)(source)

    assert import_registry.rows("SELECT COUNT(*) > 20 FROM attempts") == [(1,)]


def test_a_second_import_at_the_same_time_is_refused(import_registry: Importer) -> None:
    with (
        open_stage(import_registry.database, import_registry.settings),
        pytest.raises(ExchangeIsRunningError),
        open_stage(import_registry.database, import_registry.settings),
    ):
        pass

    import_registry(TOWN)


@pytest.mark.of_sqlite("the stage is no file")
def test_the_stage_is_private_and_does_not_stay(import_registry: Importer) -> None:
    with open_stage(import_registry.database, import_registry.settings):
        stage = import_registry.folder / "cabinet.db.import-stage"
        assert stage.stat().st_mode & 0o077 == 0

    assert not stage.exists()


@pytest.mark.of_sqlite("the stage is no file")
def test_remains_of_a_killed_import_are_overwritten(import_registry: Importer) -> None:
    (import_registry.folder / "cabinet.db.import-stage").write_bytes(b"half a page")

    import_registry(TOWN)

    assert import_registry.rows("SELECT COUNT(*) FROM subscribers") == [(2,)]


def test_the_files_are_in_an_order_in_which_nothing_is_referred_to_before_it_is_there() -> None:
    names = [file.name for file in FILES]
    assert [name for name in names if name in TOWN] == list(TOWN)
    assert names.index("bill_lines.csv") > names.index("bills.csv")
    assert names.index("history.csv") > names.index("scales.csv")


WITHOUT_302 = {name: without(text, "302") if "302" in text else text for name, text in TOWN.items()}


@pytest.mark.parametrize("rows_at_once", [250_000, 0])
def test_holders_are_told_once_of_a_number_that_is_closed_and_once_that_it_is_back(
    import_registry: Importer, monkeypatch: pytest.MonkeyPatch, rows_at_once: int
) -> None:
    monkeypatch.setattr(registry_stage, "MOST_ROWS_AT_ONCE", rows_at_once)
    billing = Billing(import_registry)
    billing.hold("100200302")

    import_registry(WITHOUT_302)
    import_registry(WITHOUT_302)
    closed = [(recipient, kind) for recipient, kind, _, _, _ in billing.told()]
    import_registry(TOWN)
    import_registry(TOWN)

    assert closed == [("11", "number-closed"), ("12", "number-closed")]
    assert [(recipient, kind) for recipient, kind, _, _, _ in billing.told()[2:]] == [
        ("11", "number-returned"),
        ("12", "number-returned"),
    ]
    assert {details for _, _, details, _, _ in billing.told()} == {'{"number":"100200302"}'}


def test_nobody_is_told_of_an_import_that_was_refused(import_registry: Importer) -> None:
    billing = Billing(import_registry)
    billing.hold("100200302")
    import_registry.errors(WITHOUT_302 | {"bills.csv": "bill\n"})
    assert billing.told() == []
