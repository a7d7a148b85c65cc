"""What a process that runs for months needs: tasks, patience, stopping, systemd, logs, metrics."""
