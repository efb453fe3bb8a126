"""The commands of `ric`, one file each."""
