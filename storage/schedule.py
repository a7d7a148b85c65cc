"""The runs of scheduled tasks, each with how far it has come."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.schedule import Run
from storage.columns import moment_from, moment_text, optional_moment_from
from storage.connection import Connection

FIND_NEWEST_RUN = """
    SELECT task, day, cursor, begun_at, finished_at FROM scheduled_runs
    WHERE task = ? ORDER BY day DESC LIMIT 1
"""
END_EARLIER_RUNS = (
    "UPDATE scheduled_runs SET finished_at = ? WHERE task = ? AND day < ? AND finished_at IS NULL"
)
BEGIN_RUN = "INSERT INTO scheduled_runs (task, day, cursor, begun_at) VALUES (?, ?, '', ?)"
ADVANCE_RUN = "UPDATE scheduled_runs SET cursor = ? WHERE task = ? AND day = ?"
FINISH_RUN = "UPDATE scheduled_runs SET finished_at = ? WHERE task = ? AND day = ?"
FORGET_RUNS = """
    DELETE FROM scheduled_runs WHERE finished_at < ? AND day < (
        SELECT max(newest.day) FROM scheduled_runs AS newest WHERE newest.task = scheduled_runs.task
    )
"""


@dataclass(frozen=True)
class ScheduleRepository:
    """``services.schedule.RunBook`` in the database."""

    connection: Connection

    def newest(self, task: str) -> Run | None:
        """Find the run of a task for its newest day."""
        row = self.connection.execute(FIND_NEWEST_RUN, (task,)).fetchone()
        if row is None:
            return None
        return Run(
            row["task"],
            date.fromisoformat(row["day"]),
            row["cursor"],
            moment_from(row["begun_at"]),
            optional_moment_from(row["finished_at"]),
        )

    def begin(self, task: str, day: date, at: datetime) -> Run:
        """Keep that a run has begun; unfinished ones of the task for earlier days end with it."""
        moment = moment_text(at)
        self.connection.execute(END_EARLIER_RUNS, (moment, task, day.isoformat()))
        self.connection.execute(BEGIN_RUN, (task, day.isoformat(), moment))
        return Run(task, day, "", at)

    def advance(self, run: Run, cursor: str) -> None:
        """Keep how far a run has come."""
        self.connection.execute(ADVANCE_RUN, (cursor, run.task, run.day.isoformat()))

    def finish(self, run: Run, at: datetime) -> None:
        """Keep that a run is finished."""
        self.connection.execute(FINISH_RUN, (moment_text(at), run.task, run.day.isoformat()))

    def forget(self, before: datetime) -> None:
        """Delete runs that were finished before a moment, except the newest of each task."""
        self.connection.execute(FORGET_RUNS, (moment_text(before),))
