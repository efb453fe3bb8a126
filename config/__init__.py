"""The roof: settings, wiring, logs and the `ric` command. Imports everyone; nobody imports it."""
