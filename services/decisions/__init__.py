"""What operators decide: doubtful readings, and reports of other meters."""
