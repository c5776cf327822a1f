"""An emulator of FlatPeak: REST, Connect and a provider's login site, all in memory."""
