"""The work of the operators: alerts, duty, look-up, statistics."""
