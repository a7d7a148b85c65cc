"""The jobs that operators asked for in their group: files to take over, and exports."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from domain.exchange_job import Job, JobKind, JobState, OfferedFile
from domain.operator import Operator
from storage.columns import moment_text
from storage.connection import Connection, Row

ADD_JOB = """
    INSERT INTO exchange_jobs (kind, state, file_id, file_name, file_size, export_id, readings, asked_by_id,
        asked_by, created_at, changed_at, idempotency_key)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (idempotency_key) DO NOTHING
"""
SELECT_JOBS = """
    SELECT id, kind, state, file_id, file_name, file_size, export_id, readings, message_id, asked_by_id,
        asked_by, report, succeeded, topic
    FROM exchange_jobs
"""
FIND_JOB = SELECT_JOBS + "WHERE id = ?"
FIND_JOB_BY_KEY = SELECT_JOBS + "WHERE idempotency_key = ?"
FIND_FIRST_JOB = SELECT_JOBS + "WHERE state IN ({marks}) ORDER BY id LIMIT 1"
SET_JOB_MESSAGE = "UPDATE exchange_jobs SET message_id = ?, topic = ? WHERE id = ?"
SET_JOB_STATE = "UPDATE exchange_jobs SET state = ?, changed_at = ? WHERE id = ?"
SET_JOB_KIND = "UPDATE exchange_jobs SET kind = ?, state = ?, changed_at = ? WHERE id = ?"
FINISH_JOB = """
    UPDATE exchange_jobs SET state = ?, succeeded = ?, report = ?, export_id = coalesce(?, export_id),
        changed_at = ?
    WHERE id = ?
"""


@dataclass(frozen=True)
class JobRepository:
    """``services.exchange.jobs.JobBook`` in the database, with what ``bot.exchange.jobs`` needs."""

    connection: Connection

    def add(
        self,
        kind: JobKind,
        state: JobState,
        operator: Operator,
        key: str,
        at: datetime,
        *,
        file: OfferedFile | None = None,
        export: int | None = None,
        readings: int = 0,
    ) -> Job:
        """Store a job; a known ``key`` gives the one that was stored with it."""
        described = (None, None, None) if file is None else (file.file_id, file.name, file.size)
        asked = (operator.id, operator.name)
        moment = moment_text(at)
        row = (kind, state, *described, export, readings, *asked, moment, moment, key)
        self.connection.execute(ADD_JOB, row)
        return _job(self.connection.execute(FIND_JOB_BY_KEY, (key,)).fetchone())

    def find(self, job_id: int) -> Job | None:
        """Find a job by its number."""
        row = self.connection.execute(FIND_JOB, (job_id,)).fetchone()
        return None if row is None else _job(row)

    def get(self, job_id: int) -> Job:
        """Return a job; ``LookupError`` if there is no such job."""
        job = self.find(job_id)
        if job is None:
            raise LookupError(job_id)
        return job

    def find_first(self, states: Collection[JobState]) -> Job | None:
        """Find the oldest job that is in one of some states."""
        sql = FIND_FIRST_JOB.format(marks=", ".join("?" * len(states)))
        row = self.connection.execute(sql, tuple(states)).fetchone()
        return None if row is None else _job(row)

    def show(self, job_id: int, message_id: int, topic: int | None) -> None:
        """Note which message shows a job, and in which topic of the group."""
        self.connection.execute(SET_JOB_MESSAGE, (message_id, topic, job_id))

    def move(self, job_id: int, state: JobState, at: datetime) -> None:
        """Note how far a job is."""
        self.connection.execute(SET_JOB_STATE, (state, moment_text(at), job_id))

    def recognise(self, job_id: int, kind: JobKind, at: datetime) -> None:
        """Note what a file is, and offer to take it over."""
        self.connection.execute(SET_JOB_KIND, (kind, JobState.OFFERED, moment_text(at), job_id))

    def finish(
        self, job_id: int, report: str, at: datetime, *, succeeded: bool, export: int | None = None
    ) -> None:
        """Note what came of a job."""
        row = (JobState.DONE, succeeded, report, export, moment_text(at), job_id)
        self.connection.execute(FINISH_JOB, row)


def _job(row: Row) -> Job:
    has_file = row["file_id"] is not None
    return Job(
        id=row["id"],
        kind=JobKind(row["kind"]),
        state=JobState(row["state"]),
        file=OfferedFile(row["file_id"], row["file_name"], row["file_size"]) if has_file else None,
        export=row["export_id"],
        readings=row["readings"],
        message_id=row["message_id"],
        asked_by=Operator(row["asked_by_id"], row["asked_by"]),
        report=row["report"],
        succeeded=None if row["succeeded"] is None else bool(row["succeeded"]),
        topic=row["topic"],
    )
