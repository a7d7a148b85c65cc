"""One module per conversation: update → use case → screen, nothing else."""
