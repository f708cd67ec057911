"""Audit kinds of files."""

from medk.audit.kinds import register

register("file.uploaded", "загружен файл", ["name", "size", "sha256", "about"])
register("file.downloaded", "скачан файл", ["name", "about"])
register("file.erased", "стёрт файл", ["name", "sha256", "reason", "about"])
