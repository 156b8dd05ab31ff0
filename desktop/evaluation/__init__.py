"""A question set put to the chosen modes: read, answered, judged, counted, reported.

Uses the same search, prompts and engine as a question that a person asks. Knows nothing of the
screen or the command line.
"""
