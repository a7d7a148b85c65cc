"""What starts the bot on a server agrees with the bot.

Neither systemd nor Docker is needed here; docs/operations.md says what was tried with their own tools.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from configparser import RawConfigParser
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from bot.__main__ import main
from bot.app import GRACE_SECONDS
from bot.settings import WRONG_SETTINGS, Settings
from storage.postgres.place import PostgresPlace
from storage.sqlite.database import database_path
from tests.postgres_server import NoServerError, Server, running
from tests.services.fakes import FakeClock
from tests.structure.project import PACKAGES, PYPROJECT, ROOT

CLOCK = FakeClock()
DEPLOY = ROOT / "deploy"
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
COMPOSE = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
WITH_SERVER = (DEPLOY / "compose.postgres.yaml").read_text(encoding="utf-8")
CLOSING_SECONDS = 10
"""At least this long beside the grace: the last commit, and a disk that is slow."""


ALONE_MIB = 512
"""What the bot itself may take: docs/operations.md."""


class Unit(RawConfigParser):
    """A unit file; of a setting that stands there twice, the last line counts."""

    def __init__(self, name: str) -> None:
        super().__init__(strict=False, delimiters=("=",), comment_prefixes=("#",), interpolation=None)
        self.optionxform = str  # type: ignore[assignment, method-assign]  # names keep their capitals
        self.read(DEPLOY / name, encoding="utf-8")


BOT, BACKUP = Unit("cabinet-bot.service"), Unit("cabinet-backup.service")
REPLICA = Unit("cabinet-bot@.service.d/replica.conf")


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile as pairs: ``("USER", "10001:10001")``."""
    text = re.sub(r"(?m)^#.*\n", "", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"))
    lines = re.sub(r"\\\n\s*", "", text).splitlines()
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in lines) if name]


def of(instruction: str) -> list[str]:
    return [rest for name, rest in instructions() if name == instruction]


ENV = dict(word.split("=", 1) for word in shlex.split(of("ENV")[0]))


def test_whoever_stops_the_bot_waits_longer_than_it_lets_handlers_finish() -> None:
    patience = [
        int(BOT["Service"]["TimeoutStopSec"]),
        int(BOT["Service"]["WatchdogSec"]),  # no signs of life meanwhile
        *(int(seconds) for seconds in re.findall(r"stop_grace_period: (\d+)s", COMPOSE)),
    ]
    assert len(patience) == 3
    assert min(patience) >= GRACE_SECONDS + CLOSING_SECONDS


def test_the_memory_of_the_service_is_enough_for_the_bot_and_its_workers() -> None:
    mebibytes = {"M": 1, "G": 1024, "m": 1, "g": 1024}
    allowed = [BOT["Service"]["MemoryMax"], *re.findall(r"mem_limit: (\S+)", COMPOSE)]
    fields = Settings.model_fields
    workers = fields["worker_processes"].default * fields["worker_memory"].default
    assert len(allowed) == 2
    assert all(int(each[:-1]) * mebibytes[each[-1]] >= ALONE_MIB + workers for each in allowed)


def test_a_wrong_setting_is_not_tried_again_and_again() -> None:
    assert int(BOT["Service"]["RestartPreventExitStatus"]) == WRONG_SETTINGS


CONFINES = re.compile(
    r"(Capab|Keyring|Lock|MemoryDeny|NoNew|Private|Proc|Protect|Restrict[NRS]|SystemCall[AE]|UMask)"
)


def filters_of(name: str) -> list[str]:
    """The lines that allow or forbid system calls, in their order."""
    return re.findall(r"(?m)^SystemCallFilter=(.*)$", (DEPLOY / name).read_text(encoding="utf-8"))


def test_the_backup_is_as_confined_as_the_bot() -> None:
    confined = {name: value for name, value in BOT["Service"].items() if CONFINES.match(name)}
    assert len(confined) > 20
    assert confined.items() <= dict(BACKUP["Service"]).items()
    assert filters_of("cabinet-bot.service") == [
        *filters_of("cabinet-backup.service"),
        "setpriority sched_setscheduler",
    ]
    assert "StateDirectory" in BOT["Service"]
    assert BOT["Service"]["ProtectSystem"] == "strict"


def test_only_old_backups_and_what_killed_ones_left_behind_are_deleted(tmp_path: Path) -> None:
    old = [
        "cabinet-20261101T003000Z.db",
        ".cabinet-20261101T003000Z.db.x1_y/copy.db",
        "cabinet-20261101T003000Z.dump",
        ".cabinet-20261101T003000Z.dump.x1_y/copy.dump",
        "cabinet-of-curiosities.db",
        "2026.zip",
        "deeper/down/cabinet-20261101T003000Z.db",
    ]
    fresh = ["cabinet-20261121T003000Z.db", ".cabinet-20261122T003000Z.db.x1_y/copy.db"]
    for name in (*old, *fresh):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    for path in [path for name in old for path in (tmp_path / name, (tmp_path / name).parent)]:
        os.utime(path, (0, 0))

    command = BACKUP["Service"]["ExecStartPost"].replace("${BACKUPS}", str(tmp_path))
    subprocess.run(command.split(), check=True)  # noqa: S603  our own file

    left = [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()]
    assert sorted(left) == sorted([*old[4:], *fresh])


def test_a_replica_is_the_same_service_as_a_single_bot_but_for_its_port() -> None:
    assert (DEPLOY / "cabinet-bot@.service").read_bytes() == (DEPLOY / "cabinet-bot.service").read_bytes()
    assert dict(REPLICA["Service"]) == {"Environment": "HTTP_PORT=%i"}
    assert "http_port" in Settings.model_fields


def test_the_target_stops_and_restarts_every_replica_and_starts_those_that_are_enabled() -> None:
    target = REPLICA["Install"]["WantedBy"]
    assert REPLICA["Unit"]["PartOf"] == target
    assert Unit(target)["Install"]["WantedBy"] == BOT["Install"]["WantedBy"]
    lines = (DEPLOY / "cabinet-bot@.service.d/replica.conf").read_text(encoding="utf-8").splitlines()
    assert "WantedBy=" in lines, "the line of the single bot is taken back"
    assert target in OPERATIONS


def test_systemd_takes_the_units_and_enables_replicas(tmp_path: Path) -> None:
    """Its own tools are asked where they are; they need no running systemd."""
    if shutil.which("systemctl") is None:
        pytest.skip("no systemctl on this machine")
    units = tmp_path / "etc/systemd/system"
    shutil.copytree(DEPLOY, units)
    subprocess.run(  # noqa: S603  our own folder
        ["systemctl", f"--root={tmp_path}", "enable", "cabinet-bot@8081", "cabinet-bot@8082"],  # noqa: S607
        check=True,
        capture_output=True,
    )
    wanted = units / "cabinet-replicas.target.wants"
    assert sorted(each.name for each in wanted.iterdir()) == [
        "cabinet-bot@8081.service",
        "cabinet-bot@8082.service",
    ]
    assert not (units / "multi-user.target.wants").exists(), "a replica starts with its target alone"


def commands(text: str) -> set[str]:
    """The commands of ours in a text, such as ``registry import``."""
    return set(re.findall(r"-m bot ((?:registry )?[a-z]+)\b", text))


@pytest.mark.parametrize(
    "text",
    [BOT["Service"]["ExecStart"], BACKUP["Service"]["ExecStart"], OPERATIONS],
    ids=["bot", "backup", "manual"],
)
def test_every_command_exists(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands(text) != set()
    for command in commands(text):
        with pytest.raises(SystemExit) as ended:
            main([*command.split(), "--help"])
        assert ended.value.code == 0, command
    capsys.readouterr()


def test_the_image_holds_every_package_that_production_needs_and_nothing_secret() -> None:
    copied = [rest.split()[0] for rest in of("COPY") if not rest.startswith("--")]
    assert sorted(copied) == sorted({*PACKAGES, "locales", "requirements/run.txt"} - {"simulator"})
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert [line for line in ignored if not line.startswith(("#", "!", "**/"))] == ["*"]
    assert sorted(line[1:] for line in ignored if line.startswith("!")) == sorted(copied)
    assert all((ROOT / name).exists() for name in copied)


def test_the_image_is_built_on_one_exact_python_that_the_project_allows() -> None:
    bases = {rest.split()[0] for rest in of("FROM")}
    assert len(bases) == 1
    version = re.fullmatch(r"python:(\d+)\.(\d+)\.\d+-slim-[a-z]+", bases.pop())
    assert version is not None
    assert f">={version[1]}.{version[2]}" == PYPROJECT["project"]["requires-python"]


def test_the_container_runs_as_nobody_in_particular_and_writes_to_its_volume_only() -> None:
    assert of("USER") == ["10001:10001"]
    assert "--uid 10001" in " ".join(of("RUN"))
    assert "--gid 10001" in " ".join(of("RUN"))
    for line in ("read_only: true", "- ALL", "no-new-privileges:true", "- data:/data"):
        assert line in COMPOSE
    assert of("VOLUME") == ["/data"]
    assert ENV["STATE_DIRECTORY"] == "/data"
    assert database_path(ENV["DATABASE_URL"]).parent == Path("/data")


def test_what_the_container_needs_goes_before_the_settings_of_a_server() -> None:
    overridden = dict(re.findall(r'(?m)^      ([A-Z_]+): "?([^"\n]+)"?$', COMPOSE))
    assert overridden == {name: ENV[name] for name in ("DATABASE_URL", "HTTP_HOST", "HTTP_PORT")}


def service(name: str) -> str:
    """A service of the compose file with a database server, as it is written there."""
    found = re.search(rf"(?ms)^  {name}:\n(.*?)(?=^  \S|^\S|\Z)", WITH_SERVER)
    assert found is not None
    return found[1]


def command_line() -> dict[str, str]:
    """The settings that the database server is started with."""
    return dict(re.findall(r"(?m)^      - -c(\w+)=(.*)$", service("database")))


def variables(name: str) -> dict[str, str]:
    return dict(re.findall(r"(?m)^      ([A-Z_]+): (.*)$", service(name)))


def volumes(name: str) -> list[str]:
    return re.findall(r"(?m)^      - ([\w./]+:/\S+)$", service(name))


def test_with_a_database_server_the_bot_is_the_same_but_for_its_database() -> None:
    assert "extends:\n      file: compose.yaml\n      service: bot\n" in service("bot")
    assert set(variables("bot")) == {"DATABASE_URL"}
    assert re.findall(r"(?m)^name: .*", WITH_SERVER) == re.findall(r"(?m)^name: .*", COMPOSE)


def test_the_bot_waits_until_the_database_server_is_healthy() -> None:
    assert "depends_on:\n      database:\n        condition: service_healthy\n" in service("bot")
    [check] = re.findall(r"test: (\[.*\])", service("database"))
    assert "pg_isready" in json.loads(check)[1]
    assert "/proc/1/comm" in json.loads(check)[1]  # no other server than the one that stays


def test_the_database_server_is_reached_by_a_socket_alone_and_no_secret_is_written_down() -> None:
    assert "network_mode: none" in service("database")
    assert command_line()["listen_addresses"] == ""
    assert "env_file" not in service("database")
    assert variables("database")["POSTGRES_PASSWORD_FILE"] == "/proc/sys/kernel/random/uuid"
    given = conninfo_to_dict(variables("bot")["DATABASE_URL"])
    assert given == {"host": "/var/run/postgresql", "user": "cabinet", "dbname": "cabinet"}
    assert "socket:/var/run/postgresql:ro" in volumes("bot")
    assert {"socket:/var/run/postgresql", "database:/var/lib/postgresql/data"} < set(volumes("database"))


def test_every_volume_is_declared_and_every_file_is_there() -> None:
    declared = re.findall(r"(?m)^  (\w+):$", WITH_SERVER.partition("\nvolumes:\n")[2])
    used = {each.partition(":")[0] for name in ("bot", "database") for each in volumes(name)}
    used |= set(re.findall(r"(?m)^      - (\w+):/", COMPOSE))
    assert sorted(each for each in used if not each.startswith(".")) == sorted(declared)
    assert all((DEPLOY / each).is_file() for each in used if each.startswith("."))


def test_the_database_server_is_confined_and_one_exact_version() -> None:
    assert re.search(r"(?m)^    image: postgres:\d+\.\d+-[a-z]+$", service("database"))
    for line in ('user: "999:999"', "read_only: true", "- ALL", "no-new-privileges:true"):
        assert line in service("database")


@pytest.fixture(scope="module")
def server_of_compose() -> Iterator[Server]:
    """A server with the arguments and the settings of the compose file, which also logs every statement."""
    arguments = shlex.split(variables("database")["POSTGRES_INITDB_ARGS"])
    try:
        with running({**command_line(), "log_min_duration_statement": "0"}, arguments) as server:
            yield server
    except NoServerError as missing:
        pytest.skip(str(missing))


async def test_the_bot_takes_the_database_that_the_compose_file_makes(server_of_compose: Server) -> None:
    script = (DEPLOY / "postgres.sql").read_text(encoding="utf-8")
    with psycopg.connect(server_of_compose.url(), autocommit=True) as connection:
        for statement in (
            script.replace("ROLE cabinet", "ROLE bot").replace("OWNER cabinet", "OWNER bot").split(";")
        ):
            connection.execute(
                statement
            )  # the administrator of this server has the name that the bot has there
    here = f"host={server_of_compose.folder}&port={server_of_compose.port}&user=bot"
    async with PostgresPlace.of(f"postgresql:///cabinet?{here}").opened(clock=CLOCK) as store:
        assert await store.read(lambda unit: unit.sessions.account_of(1)) is None


def test_the_log_of_the_database_server_holds_no_values(server_of_compose: Server) -> None:
    with psycopg.connect(server_of_compose.url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE people (phone TEXT PRIMARY KEY)")
        insert, person = "INSERT INTO people VALUES (%s)", ("+79210000001",)
        connection.execute(insert, person)
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute(insert, person)
    told = (server_of_compose.folder / "server.log").read_text(encoding="utf-8")
    assert "people_pkey" in told
    assert "INSERT INTO people VALUES" in told
    assert "9210000001" not in told


REPLICAS = (DEPLOY / "compose.replicas.yaml").read_text(encoding="utf-8")


def test_the_compose_file_of_the_replicas_is_laid_over_the_one_with_a_server_and_repeats_nothing_of_it() -> (
    None
):
    [laid_over] = re.findall(
        r"docker compose --file deploy/(\S+) --file deploy/compose\.replicas\.yaml", REPLICAS
    )
    below = (DEPLOY / laid_over).read_text(encoding="utf-8")
    assert re.findall(r"(?m)^name: .*", REPLICAS) == re.findall(r"(?m)^name: .*", below)
    assert re.findall(r"(?m)^  ([a-z]+):$", REPLICAS) == ["bot", "nginx"]
    [bot] = re.findall(r"(?ms)^  bot:\n(.*?)\n\n", REPLICAS)
    assert re.findall(r"(?m)^    (\w+):", bot) == ["scale", "ports"]


def test_each_replica_in_a_container_has_a_port_for_monitoring_on_this_machine_alone() -> None:
    [count] = re.findall(r"(?m)^    scale: (\d+)$", REPLICAS)
    [(first, last, inside)] = re.findall(
        r'ports: !override\n      - "127\.0\.0\.1:(\d+)-(\d+):(\d+)"', REPLICAS
    )
    assert int(last) - int(first) + 1 == int(count)
    assert inside == ENV["HTTP_PORT"]
    where = (DEPLOY / "nginx-compose.conf").read_text(encoding="utf-8")
    assert f"default bot:{inside};" in where


def test_nginx_in_a_container_reads_the_files_of_deploy_and_has_few_rights() -> None:
    mounted = re.findall(r"- (\./\S+?):/etc/nginx/conf\.d/\w+\.conf:ro", REPLICAS)
    assert sorted(mounted) == ["./nginx-compose.conf", "./nginx-replicas.conf"]
    assert all((DEPLOY / each).is_file() for each in mounted)
    assert re.search(r"(?m)^    image: nginx:\d+\.\d+\.\d+-[a-z]+$", REPLICAS)
    for line in ("read_only: true", "- ALL", "no-new-privileges:true"):
        assert line in REPLICAS


class Bot(BaseHTTPRequestHandler):
    """Answers as the bot does."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/healthz" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def is_healthy(port: int) -> bool:
    command = json.loads(of("HEALTHCHECK")[0].partition("CMD ")[2])
    assert command[0] == "python"
    ended = subprocess.run(  # noqa: S603  our own interpreter
        [sys.executable, *command[1:]],
        env=os.environ | {"HTTP_PORT": str(port)},
        capture_output=True,
        check=False,
    )
    return ended.returncode == 0


def test_the_health_check_tells_a_bot_that_answers_from_one_that_does_not() -> None:
    server = HTTPServer(("127.0.0.1", 0), Bot)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        assert is_healthy(server.server_port)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert not is_healthy(server.server_port)


def test_the_manual_names_settings_that_exist() -> None:
    named = set(re.findall(r"`([A-Z]+_[A-Z_]+)(?:=[^`]*)?`", OPERATIONS))
    of_programs = {"POSTGRES_BIN"}  # where the programs of the server are, which the bot itself does not need
    assert named - {name.upper() for name in Settings.model_fields} - of_programs == set()
    assert named != set()


def test_the_manual_names_metrics_and_pages_that_exist() -> None:
    code = "".join(
        (ROOT / "bot" / name).read_text(encoding="utf-8")
        for name in ("process/metrics.py", "intake/http_side.py")
    )
    named = set(re.findall(r"`(cabinet_[a-z_]+?)(?:_total|_bucket|_count)?[`{]", OPERATIONS))
    assert {name for name in named if f'"{name}"' not in code} == set()
    assert len(named) > 4
    for page in set(re.findall(r"`(/[a-z]+z|/metrics)`", OPERATIONS)):
        assert f'"{page}"' in code
