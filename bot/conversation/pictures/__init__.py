"""Charts: what they say (`chart`) and how they look (`draw`). All words in them are the caller's."""
