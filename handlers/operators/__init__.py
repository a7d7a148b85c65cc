"""What operators do in their group, and what they see."""
