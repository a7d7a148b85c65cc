"""What all handlers share: events, texts, screens, buttons, and the engine of the forms."""
