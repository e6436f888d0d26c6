"""The shapes of the public doors, as pydantic models; section by section what a client sends and gets."""
