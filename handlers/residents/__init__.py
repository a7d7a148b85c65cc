"""What residents do in private chats, and what they see: one module per conversation."""
