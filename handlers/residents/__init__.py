"""What residents see and do, one module per conversation."""
