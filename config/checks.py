"""What has to be right before RIC starts, beside the settings' own form: `ric check` and `ric run` both look here."""

import os
from pathlib import Path

from bot.knowledge.loading import load_knowledge
from config.secret import kept_secret
from config.settings import Settings
from routing.errors import Fault, SettingsFault


def faults_of_folders(settings: Settings) -> list[Fault]:
    """Look whether RIC_DATA and what is in it can be used, or the folder in which it will be made."""
    data = settings.data.absolute()
    nearest = next(folder for folder in (data, *data.parents) if folder.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        return [Fault("RIC_DATA", f"{nearest} is no folder that can be written to")]
    return [*_faults_of_data(data), *_faults_of_secret(settings)]


def faults_of_knowledge(settings: Settings) -> list[Fault]:
    """Read the files of RIC_CONFIG, and list every fault with file and line."""
    try:
        load_knowledge(settings.config)
    except SettingsFault as error:
        return error.faults
    return []


def _faults_of_data(data: Path) -> list[Fault]:
    """Look at attachments and SQLite's file. A database that takes nothing for the moment is waited for."""
    files, database = data / "files", data / "ric.sqlite"
    usable = not files.exists() or (files.is_dir() and os.access(files, os.W_OK | os.X_OK))
    faults = [] if usable else [Fault("RIC_DATA", f"{files} is no folder that can be written to")]
    if database.exists() and not database.is_file():
        faults.append(Fault("RIC_DATA", f"{database} is no file"))
    return faults


def _faults_of_secret(settings: Settings) -> list[Fault]:
    try:
        kept_secret(settings)
    except SettingsFault as error:
        return error.faults
    return []
