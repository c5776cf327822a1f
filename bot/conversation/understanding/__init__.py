"""What a person types, read into exact values, and values said back in the person's manner.

Pure functions: no clock (today is an argument) and no network. A reader never raises for any text; it answers
with a value, with `Doubtful` candidates to ask about, or with `Unreadable` and the reason.
"""
