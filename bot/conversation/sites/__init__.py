"""Many sites at once: a file of addresses, each of which is connected as the first one was."""
