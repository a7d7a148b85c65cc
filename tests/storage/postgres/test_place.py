"""A database on a server: why it cannot be used, who works on it alone, and what is shown of its address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path

import psycopg
import pytest

from bot.process.logs import redact
from bot.settings import LOCALES
from services.units import StoreError
from storage.audit import AuditRepository
from storage.places import Place, place_of
from storage.postgres import instance, looking
from storage.postgres.blocking import BlockingConnection, connected
from storage.postgres.instance import LOCK
from storage.postgres.migrate import count_missing, migrate
from storage.postgres.place import PostgresPlace
from storage.store import AlreadyRunningError, PlaceRefusedError
from tests.postgres_server import Server, running, why_not
from tests.services.fakes import FakeClock
from tests.storage.postgres.poolers import pooled
from ui.texts import Texts

NUMBERS = count()
PASSWORD = "hunter-two"


pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not())


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running() as server:
        yield server


@pytest.fixture
def url(server: Server) -> str:
    return server.make(f"place_{next(NUMBERS)}")


@pytest.fixture
def closed(server: Server) -> Iterator[Server]:
    """The server, with a user `weak` who needs a password and owns nothing."""
    rules = server.folder / "data" / "pg_hba.conf"
    before = rules.read_text()
    run(server.url(), f"DROP ROLE IF EXISTS weak; CREATE ROLE weak LOGIN PASSWORD '{PASSWORD}'")
    rules.write_text(
        f"host all weak 127.0.0.1/32 scram-sha-256\nhost all stranger 127.0.0.1/32 reject\n{before}"
    )
    run(server.url(), "SELECT pg_reload_conf()")
    yield server
    rules.write_text(before)
    run(server.url(), "SELECT pg_reload_conf()")


def run(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for each in statements:
            connection.execute(each.encode())


def brought_up_to_date(url: str) -> str:
    with connected(url) as connection:
        migrate(connection, clock=FakeClock())
    return url


def of_weak(url: str, password: str) -> str:
    return url.replace("//cabinet@", f"//weak:{password}@")


def refusal_of(url: str) -> PlaceRefusedError:
    with pytest.raises(PlaceRefusedError) as refused:
        place_of(url).looked_at()
    assert PASSWORD not in str(refused.value)
    for language in ("ru", "en"):
        say = Texts.load(LOCALES, language).within(None).plain
        values = {"path": place_of(url).shown, "reason": refused.value.reason}
        assert say(f"start-database-{refused.value.code}", **values)
    return refused.value


def test_an_empty_database_fits_and_wants_every_migration(url: str) -> None:
    seen = place_of(url).looked_at()
    assert seen.missing > 30
    assert seen.size > 0
    assert place_of(url).looked_at().missing == seen.missing, "nothing was made by looking"


def test_a_database_of_this_version_wants_none(url: str) -> None:
    assert place_of(brought_up_to_date(url)).looked_at().missing == 0


def test_a_server_that_does_not_answer_may_do_so_later() -> None:
    refused = refusal_of("postgresql://cabinet:hunter-two@127.0.0.1:9/cabinet")
    assert (refused.code, refused.passes) == ("unreachable", True)


def test_a_server_that_ends_in_the_midst_of_the_look_may_be_back_later(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:

    def ended(connection: BlockingConnection) -> int:
        end_sessions(url)
        return count_missing(connection)

    monkeypatch.setattr(looking, "count_missing", ended)
    refused = refusal_of(url)
    assert (refused.code, refused.passes) == ("unreachable", True)


def test_a_server_that_ends_before_it_gives_the_lock_may_be_back_later(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def ended(address: str) -> Iterator[BlockingConnection]:
        with connected(address) as connection:
            end_sessions(url)
            yield connection

    monkeypatch.setattr(instance, "connected", ended)
    with pytest.raises(PlaceRefusedError, match="unreachable") as refused, place_of(url).alone():
        pass
    assert refused.value.passes


def test_a_database_that_is_not_there_is_told(server: Server) -> None:
    refused = refusal_of(server.url("nowhere"))
    assert (refused.code, refused.passes) == ("missing", False)


def test_a_wrong_password_a_missing_one_and_a_stranger_are_told(closed: Server, url: str) -> None:
    assert refusal_of(of_weak(url, "wrong")).code == "login"
    assert refusal_of(url.replace("//cabinet@", "//weak@")).code == "login"
    assert refusal_of(url.replace("//cabinet@", "//stranger@")).code == "login"
    assert refusal_of(url.replace("//cabinet@", "//nobody@")).code == "login"
    assert closed.process is not None


def test_a_user_without_rights_in_the_schema_is_told(closed: Server, url: str) -> None:
    run(url, "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    assert refusal_of(of_weak(url, PASSWORD)).code == "rights"
    run(url, "REVOKE CONNECT ON DATABASE " + url.rpartition("/")[2] + " FROM PUBLIC")
    assert refusal_of(of_weak(url, PASSWORD)).code == "rights"
    assert closed.process is not None


def test_tables_of_another_user_are_told(closed: Server, url: str) -> None:
    brought_up_to_date(url)
    run(url, "GRANT ALL ON SCHEMA public TO weak")
    assert refusal_of(of_weak(url, PASSWORD)).code == "rights"
    assert closed.process is not None


def test_another_encoding_or_collation_is_told(server: Server) -> None:
    name = f"place_{next(NUMBERS)}"
    run(
        server.url(),
        f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'",
    )
    assert refusal_of(server.url(name)).code == "collation"


def test_a_newer_schema_and_tables_of_another_program_are_told(url: str, server: Server) -> None:
    brought_up_to_date(url)
    run(url, "INSERT INTO migrations VALUES (9999, '9999_tomorrow', 'x', 'x')")
    assert refusal_of(url).code == "other"
    another = server.make(f"place_{next(NUMBERS)}")
    run(another, "CREATE TABLE recipes (name text)")
    assert refusal_of(another).code == "other"


def test_a_server_that_only_reads_may_write_later(url: str) -> None:
    name = url.rpartition("/")[2]
    run(url, f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    refused = refusal_of(url)
    assert (refused.code, refused.passes) == ("busy", True)


async def test_the_start_tells_the_same_as_the_look(server: Server) -> None:
    with pytest.raises(PlaceRefusedError, match="missing"):
        async with place_of(server.url("nowhere")).opened(clock=FakeClock()):
            pass


async def test_the_store_of_a_place_works_and_counts(url: str) -> None:
    async with place_of(url).opened(clock=FakeClock()) as store:
        await store.write(lambda unit: unit.sessions.account_of(1))
        assert await store.read(lambda unit: unit.sessions.account_of(1)) is None
        assert store.stats.works == store.stats.commits == 1
        assert store.stats.tries == {1: 1}


def assert_is_taken(place: Place) -> None:
    """Be refused at once; a start that waits for a process that ended has its own test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(instance, "PATIENCE", timedelta(0))
        with pytest.raises(AlreadyRunningError), place.alone():
            pass


def test_one_process_has_the_database_until_it_lets_it_go(url: str, server: Server) -> None:
    place, another = place_of(url), place_of(server.make(f"place_{next(NUMBERS)}"))
    with place.alone() as still_alone, another.alone():
        still_alone()
        assert_is_taken(place)
        still_alone()
    with place.alone():
        pass


def test_a_start_waits_until_the_server_notices_that_the_process_before_it_ended(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ExitStack() as before:
        before.enter_context(place_of(url).alone())
        monkeypatch.setattr(instance, "sleep", lambda _seconds: before.close())
        with place_of(url).alone() as still_alone:
            still_alone()


def test_a_start_that_asks_for_the_lock_again_holds_back_no_vacuum(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A session that waits for a lock in the server would have a snapshot all that time."""
    waiting: list[int] = []
    monkeypatch.setattr(instance, "PATIENCE", timedelta(seconds=0.1))
    monkeypatch.setattr(instance, "sleep", lambda _seconds: waiting.append(count_waiting(url)))
    with place_of(url).alone(), pytest.raises(AlreadyRunningError), place_of(url).alone():
        pass
    assert set(waiting) == {0}


def count_waiting(url: str) -> int:
    """Count the sessions that wait for an advisory lock in a database."""
    with connected(url) as connection:
        found = connection.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return int(found.fetchall()[0][0])


def test_replicas_work_together_and_keep_a_command_out_that_needs_the_database_alone(url: str) -> None:
    place = place_of(url)
    with place.at_work(clock=FakeClock()) as still_at_work:
        with place.at_work(clock=FakeClock()) as the_second_still_is:
            the_second_still_is()
        still_at_work()
        with pytest.raises(AlreadyRunningError), place.alone():
            pass
        still_at_work()
    with place.alone():
        pass


def test_a_command_that_has_the_database_alone_keeps_replicas_out(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, pauses = place_of(brought_up_to_date(url)), list[float]()
    monkeypatch.setattr(instance, "sleep", pauses.append)
    with place.alone():
        for _ in range(2):
            with pytest.raises(AlreadyRunningError), place.at_work(clock=FakeClock()):
                pass
    before = len(pauses)
    with place.at_work(clock=FakeClock()):
        assert len(pauses) == before, "who is let in does not wait"


@contextmanager
def replica_of_before(url: str) -> Iterator[None]:
    """Hold what a replica holds that knows fewer migrations."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock_shared(%s)", (LOCK,))
        yield


def test_a_newer_program_is_refused_while_replicas_work_with_the_older_schema_and_migrates_alone(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, pauses = place_of(url), list[float]()
    monkeypatch.setattr(instance, "sleep", pauses.append)
    with replica_of_before(url):
        with pytest.raises(PlaceRefusedError) as refused, place.at_work(clock=FakeClock()):
            pass
        assert (refused.value.code, refused.value.passes) == ("others", True)
        assert place.looked_at().missing > 30, "nothing was changed under the others"
        for language in ("ru", "en"):
            assert place.shown in Texts.load(LOCALES, language).within(None).plain(
                "start-database-others", path=place.shown, reason=""
            )
    before = len(pauses)
    with place.at_work(clock=FakeClock()), place.at_work(clock=FakeClock()):
        assert place.looked_at().missing == 0
    assert len(pauses) == before, "who is alone waits for nobody"


def test_replicas_that_start_together_wait_for_the_one_that_migrates(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = place_of(url)
    with psycopg.connect(url, autocommit=True) as another:

        def begin_migrating() -> None:
            another.execute("SELECT pg_advisory_lock(%s)", (LOCK,))

        def end_migrating() -> None:
            brought_up_to_date(url)
            another.execute("SELECT pg_advisory_unlock(%s)", (LOCK,))

        deeds = iter((begin_migrating, end_migrating))
        monkeypatch.setattr(instance, "sleep", lambda _seconds: next(deeds)())
        another.execute("SELECT pg_advisory_lock_shared(%s)", (LOCK,))
        with place.at_work(clock=FakeClock()):
            assert next(deeds, None) is None
            assert place.looked_at().missing == 0


def end_sessions(url: str) -> None:
    """Do what a restart of the server does to who has the lock."""
    name = url.rpartition("/")[2]
    run(
        url.replace(name, "postgres"),
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",  # noqa: S608
    )


def test_a_lock_that_the_server_forgot_is_taken_again(url: str) -> None:
    place = place_of(url)
    with place.alone() as still_alone:
        end_sessions(url)
        still_alone()
        assert_is_taken(place)


def test_a_process_whose_lock_another_one_took_is_told(url: str) -> None:
    place = place_of(url)
    with place.alone() as still_alone:
        end_sessions(url)
        with place.alone():
            with pytest.raises(AlreadyRunningError):
                still_alone()
            with pytest.raises(AlreadyRunningError):
                still_alone()


def test_a_server_that_is_away_costs_nobody_the_lock(url: str, server: Server) -> None:
    place = place_of(url)
    with place.alone() as still_alone:
        server.stop()
        still_alone()
        server.start()
        still_alone()
        assert_is_taken(place)


def test_no_lock_can_be_had_where_no_server_answers() -> None:
    with (
        pytest.raises(PlaceRefusedError, match="unreachable"),
        place_of("postgresql://127.0.0.1:9/x").alone(),
    ):
        pass


def test_a_command_that_only_reads_reads(url: str) -> None:
    with place_of(brought_up_to_date(url)).read_only() as connection:
        assert list(AuditRepository(connection).stream(None, None)) == []


def test_a_command_that_only_reads_can_change_nothing(url: str) -> None:
    brought_up_to_date(url)
    with pytest.raises(StoreError, match="read-only"), place_of(url).read_only() as connection:
        connection.execute("DELETE FROM inbox")


def test_a_pooler_that_lends_sessions_to_others_is_told(server: Server, url: str) -> None:
    with pooled(server, url, "transaction") as address:
        refused = refusal_of(address)
    assert (refused.code, refused.passes) == ("pooled", False)


def test_a_connection_that_ends_while_it_is_looked_at_is_told(server: Server, url: str) -> None:
    with pooled(server, url, "statement") as address:  # it ends who begins a transaction
        refused = refusal_of(address)
    assert (refused.code, refused.passes) == ("unreachable", True)


async def test_through_a_pooler_of_sessions_the_bot_works_and_a_second_one_is_kept_out(
    server: Server, url: str
) -> None:
    with pooled(server, url, "session") as address:
        place = place_of(address)
        with place.alone():
            async with place.opened(clock=FakeClock()) as store:
                await store.write(lambda unit: unit.sessions.account_of(1))
            with pytest.raises(AlreadyRunningError), place_of(url).alone():
                pass


def test_settings_by_which_a_server_forgets_are_told(url: str) -> None:
    assert "fsync = off" in place_of(url).looked_at().forgets_by
    with running({"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}) as careful:
        assert place_of(careful.url()).looked_at().forgets_by == ""


def test_nothing_of_who_signs_in_is_shown_of_an_address() -> None:
    place = place_of("postgresql://cabinet:hunter-two@db.example:5433/cabinet?sslmode=require")
    assert place.shown == "postgresql://db.example:5433/cabinet"
    assert PASSWORD not in repr(place)
    assert place.files == Path("data/cabinet").absolute()
    assert place.is_there


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://cabinet:hunter-two@db/cabinet",
        "postgresql://db/cabinet?user=cabinet&password=hunter-two",
    ],
)
def test_no_password_of_an_address_comes_into_the_log(url: str) -> None:
    assert PASSWORD not in redact(f"could not open {url}&sslmode=require")


def test_files_of_the_exchange_lie_where_systemd_lets_the_bot_write(monkeypatch: pytest.MonkeyPatch) -> None:
    place = place_of("postgresql:///cabinet")
    monkeypatch.setenv("STATE_DIRECTORY", "/var/lib/cabinet-bot")
    assert place.files == Path("/var/lib/cabinet-bot/cabinet")
    monkeypatch.setenv("STATE_DIRECTORY", "/var/lib/cabinet-bot:/var/lib/cabinet-bot/backups")
    assert place.files == Path("/var/lib/cabinet-bot/cabinet")
    monkeypatch.delenv("STATE_DIRECTORY")
    assert place.files == Path("data/cabinet").absolute()


def test_an_address_without_host_means_this_machine() -> None:
    assert isinstance(place_of("postgresql:///cabinet"), PostgresPlace)
    assert place_of("postgresql:///cabinet").shown == "postgresql:///cabinet"


@pytest.mark.parametrize(
    "url", ["", "postgresql:", "cabinet", "postgresql://db", "postgresql://db:x/cabinet"]
)
def test_what_names_no_database_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="postgresql://user:password@host"):
        place_of(url)
