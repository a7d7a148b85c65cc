"""What the bot costs under load, measured beside other bots that have the same conversation."""
