"""The shared conversation core: pages in, cards out; replies in, answers out. No I/O, no platform word, no clock."""
