"""`tariffbot conformance`: FlatPeak walked through with test credentials, against what we expect of it."""
