"""Audit kinds of files."""

from medk.audit.kinds import register

register("file.uploaded", "загружен файл", ["name", "size", "sha256", "subject"])
register("file.downloaded", "скачан файл", ["name", "subject"])
register("file.erased", "стёрт файл", ["name", "sha256", "reason", "subject"])
