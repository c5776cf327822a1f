"""Many customers for a while, on one process or two that are killed now and then: `python -m tests.soak`."""
