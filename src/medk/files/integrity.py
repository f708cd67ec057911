"""What must be true of uploaded files."""

from collections.abc import Iterable

from medk.files.models import StoredFile
from medk.files.storage import hash_of, path_of
from medk.kernel.integrity import register


@register("Файлы")
def files() -> Iterable[str]:
    """Each file not erased is on disk with its size and hash; a tombstone needs no bytes."""
    rows = StoredFile.objects.filter(erased_at__isnull=True).order_by("sha256", "pk")
    seen: dict[str, str] = {}
    for file in rows.iterator(chunk_size=500):
        if file.sha256 not in seen:
            # Files with equal contents share bytes: one reading is enough.
            seen = {file.sha256: _fault(file)}
        if seen[file.sha256]:
            yield f"файл {file.pk} «{file.name}»: {seen[file.sha256]}"


def _fault(file: StoredFile) -> str:
    path = path_of(file.sha256)
    if not path.exists():
        return "нет на диске"
    if path.stat().st_size != file.size:
        return f"размер {path.stat().st_size}, должен быть {file.size}"
    return "" if hash_of(path) == file.sha256 else "содержимое изменено"


@register("Стёртые файлы")
def tombstones() -> Iterable[str]:
    """An erased file says by whom and why."""
    for file in StoredFile.objects.filter(erased_at__isnull=False):
        if not file.erased_reason or file.erased_by_id is None:
            yield f"файл {file.pk} «{file.name}»: стёрт без причины или автора"
