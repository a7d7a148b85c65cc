"""What is durable: repositories on SQLite behind the ports of services/, migrations, conversation state."""
