"""What must not be committed: places of one machine, addresses of package registries."""

import re
import subprocess

from tests.architecture.tree import ROOT

# Written in pieces, so that this file does not accuse itself.
MACHINE = re.compile(r"(?<![\w.}])/(?:wor" + r"k|tmp/w" + r"t|hom" + r"e|roo" + r"t)/[\w.]")
REGISTRY = re.compile(
    "py" + r"pi\.(?:org|python)|python" + r"hosted|registry\.npm" + r"js|cdn" + r"js\.", re.I
)


def _committed() -> list[str]:
    answer = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    return [name for name in answer.stdout.split("\0") if name]


def test_no_committed_file_names_a_machine_or_a_registry() -> None:
    guilty = []
    for name in _committed():
        path = ROOT / name
        if not path.is_file() or path.suffix in {".xlsx", ".png", ".woff2", ".docx", ".pdf"}:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        guilty += [f"{name}: {found[0]}" for found in (MACHINE.search(text), REGISTRY.search(text)) if found]
    assert not guilty
