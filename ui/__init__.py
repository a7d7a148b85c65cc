"""What all handlers share: texts, screens, buttons, and the engine of the forms."""
