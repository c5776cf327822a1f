"""What `tariffbot` does for those who run it: a module a command, each of which says in lines what it found."""
