"""`make bench`: what one turn costs, and what the same calls cost when nothing is kept."""
