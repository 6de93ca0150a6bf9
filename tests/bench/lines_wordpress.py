"""WordPress on the same content."""

LINES = {}
