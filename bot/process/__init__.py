"""Being a good process: tasks, regular work, patience, stopping, systemd, clock, logs, metrics."""
