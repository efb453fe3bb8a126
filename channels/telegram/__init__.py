"""Telegram: readers write to the library's bot. See docs/channels/telegram.md."""
