"""The embedded engine: understands questions with what ships in the installation, without any network."""
