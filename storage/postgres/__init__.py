"""PostgreSQL behind the same repositories: all that only this engine has."""
