"""An import and an export on a server, where the bot reads and writes while their transactions are open."""

from datetime import datetime
from pathlib import Path

import pytest

from domain.reading import Status
from integrations.registry_files import open_registry
from services.exchange.registry import ImportRegistry
from storage.unit import StoredUnit, UnitSettings
from tests.engines import ON_POSTGRES, connection, open_exchange, open_stage
from tests.registry.billing import Billing
from tests.registry.town import OPERATORS, TOWN, Importer, changed, skip

pytestmark = pytest.mark.skipif(not ON_POSTGRES, reason="on SQLite the bot waits meanwhile")


def test_the_bot_reads_and_writes_while_the_differences_come_in(import_registry: Importer) -> None:
    import_registry(TOWN)
    balance = "SELECT balance FROM subscribers WHERE number = '100200301'"
    seen = []

    def clock() -> datetime:
        """Asked for the moment of the operators' message, with everything else already written."""
        with connection(import_registry.database) as bot:
            seen.append(bot.execute(balance).fetchone()[0])
            bot.execute("INSERT INTO attempts (kind, subject, at) VALUES ('sign-in', 'anna', '')")
            bot.execute("SELECT 1 FROM subscribers WHERE number = '100200301' FOR KEY SHARE")
        return import_registry.now

    path = import_registry.write(changed("subscribers.csv", "48,48", "0,00"))
    settings = UnitSettings(clock, OPERATORS, "ru")
    with open_registry(path) as source, open_stage(import_registry.database, settings, pause=skip) as stage:
        ImportRegistry(stage, lambda: import_registry.now, lambda *_: None)(source)

    assert set(seen) == {4848}
    assert import_registry.rows(balance) == [(0,)]
    assert import_registry.rows("SELECT count(*) FROM attempts") == [(len(seen),)]


def test_differences_of_many_pages_all_come_in(
    import_registry: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.postgres.stage.PAGES_AT_ONCE", 1)
    monkeypatch.setattr("storage.postgres.stage.ROWS_AT_ONCE", 7)
    many = "".join(f"{number};Дачная ул., {number};0,00;0,00\n" for number in range(700_000, 702_000))
    import_registry(TOWN | {"subscribers.csv": TOWN["subscribers.csv"] + many})
    assert import_registry.rows("SELECT count(*), count(DISTINCT house) FROM subscribers") == [(2002, 2001)]


def test_addresses_without_keys_get_them(import_registry: Importer) -> None:
    import_registry(TOWN)
    keys = "SELECT number, street, place, house FROM subscribers ORDER BY number"
    known = import_registry.rows(keys)
    import_registry.change("UPDATE subscribers SET street = NULL, place = NULL, house = NULL")
    import_registry(TOWN)
    assert import_registry.rows(keys) == known


def test_an_export_looks_again_if_a_reading_is_decided_meanwhile(tmp_path: Path) -> None:
    billing = Billing(Importer(tmp_path))
    billing.reading(12_650_000)
    tries = []
    with open_exchange(billing.database, billing.settings, pause=skip) as store:

        def take(unit: StoredUnit) -> Status:
            status = Status(unit.readings.get(1).status)
            tries.append(status)
            if len(tries) == 1:
                billing.sql("UPDATE readings SET status = 'rejected' WHERE id = 1")
            if status is Status.ACCEPTED:
                unit.readings.answer(1, Status.TAKEN, None, None)
            return status

        assert store.write(take) is Status.REJECTED
    assert tries == [Status.ACCEPTED, Status.REJECTED]
    assert billing.statuses() == ["rejected"]
