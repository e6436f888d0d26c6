"""The assistant speaks first: opened conversations, standing wishes, commitments."""
