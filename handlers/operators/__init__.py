"""What operators see and do in their group."""
