"""Four heads of schools report and withdraw parts of one measure at once: real moves through real pages."""

import http.client
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

FOUR, MOVES = 4, 60


@dataclass
class Writer:
    """One head with a part of the same measure that nobody has begun."""

    port: int
    cookie: str
    path: str
    taken: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def work(self) -> None:
        """Send for review, withdraw, and again; each is a move with its audit, counts and notices."""
        for n in range(MOVES):
            do = "withdraw" if n % 2 else "submit"
            self._post(
                {"do": do, "note": f"Проведено, отчёт {n}", "reason": "Уточняю", "happened_on": "2022-11-15"}
            )

    def _post(self, fields: dict[str, str]) -> None:
        token = self.cookie.split("csrftoken=")[1].split(";")[0]
        headers = {
            "Cookie": self.cookie,
            "Content-Type": "application/x-www-form-urlencoded",
            "X-CSRFToken": token,
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        began = time.perf_counter()
        connection.request("POST", self.path, urlencode(fields), headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        self.taken.append((time.perf_counter() - began) * 1000)
        connection.close()
        if answer.status != 302:
            self.failed.append(f"{fields['do']}: {answer.status} {text[:200]}")


def four_at_once(port: int, parts: list[list[str]], sign_in: Callable[[int, str], str]) -> str:
    """Start four writers together; a sentence with their times. `parts`: e-mail and address of each."""
    writers = [Writer(port, sign_in(port, email), path) for email, path in parts[:FOUR]]
    threads = [threading.Thread(target=writer.work) for writer in writers]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    taken = sorted(ms for writer in writers for ms in writer.taken)
    failed = [words for writer in writers for words in writer.failed]
    for words in failed[:3]:
        print("  ", words)
    return (
        f"four people writing at once: {len(taken)} moves, {len(failed)} failed, {len(taken) / seconds:.0f}/s, "
        f"p50 {taken[len(taken) // 2]:.0f} ms, p95 {taken[int(len(taken) * 0.95)]:.0f} ms (target 60)"
    )
