"""What residents and operators say to each other."""
