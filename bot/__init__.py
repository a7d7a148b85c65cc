"""Assembly: settings, start, and what runs beside the conversations."""
