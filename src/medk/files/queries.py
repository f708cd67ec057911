"""Is everything that the database names on disk, whole?"""

from collections.abc import Iterator

from medk.files import storage
from medk.files.models import StoredFile


def files_problems() -> Iterator[str]:
    """One Russian sentence for each stored file that is missing, cut or changed; erased ones may be absent."""
    live = StoredFile.objects.filter(erased_at__isnull=True).order_by("pk")
    verdicts: dict[str, str] = {}
    for pk, sha256, size, name in live.values_list("pk", "sha256", "size", "name").iterator(chunk_size=500):
        if sha256 not in verdicts:
            verdicts[sha256] = _verdict(sha256, size)
        if verdicts[sha256]:
            yield f"Файл {pk} «{name}»: {verdicts[sha256]}"


def _verdict(sha256: str, size: int) -> str:
    path = storage.path_of(sha256)
    if not path.exists():
        return f"нет на диске ({path})"
    if path.stat().st_size != size:
        return f"размер {path.stat().st_size} байт вместо {size}"
    return "" if storage.hash_of(path) == sha256 else "содержимое изменилось: отпечаток другой"
