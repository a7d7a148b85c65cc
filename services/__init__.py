"""The use cases: what residents and operators can do, one small class each."""
