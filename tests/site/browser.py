"""The built site in a real browser: served from a folder, looked at in frames of several widths, asked by a script."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from typing import Any

from tests.tools import TOOLS

#: What a browser would like to do besides; nothing may be fetched but from the server of the test.
_QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage",
    "--disable-extensions", "--disable-sync", "--no-first-run", "--no-default-browser-check",
    "--remote-debugging-port=0", "--window-size=1600,1000",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip
#: Opens each page in a frame of its width, runs the script of the test in it, and sends what each of them returns.
_DRIVER = """<!doctype html><meta charset="utf-8"><title>driver</title><body><script>
const jobs = JOBS;
const framed = (path, width) => new Promise(resolve => {
  const frame = document.createElement("iframe");
  frame.style.cssText = `width:${width}px;height:900px;border:0`;
  frame.onload = () => resolve(frame);
  frame.src = path;
  document.body.append(frame);
});
const run = async ({path, width, script}) => {
  const frame = await framed(path, width);
  try {
    const AsyncFunction = frame.contentWindow.eval("(async () => {}).constructor");
    return await new AsyncFunction("width", script)(width);
  }
  catch (error) { return {error: String(error)}; }
  finally { frame.remove(); }
};
(async () => {
  for (const job of jobs) await fetch("/done", {method: "POST", body: JSON.stringify(await run(job))});
})();
</script>"""


class _Handler(SimpleHTTPRequestHandler):
    def __init__(
        self, *args: Any, extra: dict[str, bytes], answers: Queue[Any], asked: list[str], **named: Any
    ):
        self.extra, self.answers, self.asked = extra, answers, asked
        super().__init__(*args, **named)

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path not in self.extra:
            super().do_GET()
            return
        content = self.extra[self.path]
        self.send_response(200)
        kind = "text/javascript" if self.path.endswith(".js") else "text/html"
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_POST(self) -> None:
        self.answers.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def _served(folder: Path, extra: dict[str, bytes]) -> Iterator[tuple[int, Queue[Any], list[str]]]:
    answers: Queue[Any] = Queue()
    asked: list[str] = []
    handler = partial(_Handler, directory=str(folder), extra=extra, answers=answers, asked=asked)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port, answers, asked
    finally:
        server.shutdown()
        server.server_close()


def asked_in_browser(
    folder: Path, profile: Path, jobs: Sequence[tuple[str, int, str]], extra: dict[str, bytes] | None = None
) -> list[Any]:
    """What scripts return in pages of a folder: jobs are path, width of the frame in pixels, script.

    `extra` are files that are served besides, by path.
    """
    told = json.dumps([{"path": f"/{p}", "width": w, "script": s} for p, w, s in jobs]).replace("</", "<\\/")
    driver = {"/driver.html": _DRIVER.replace("JOBS", told, 1).encode(), **(extra or {})}
    with _served(folder, driver) as (port, answers, _):
        address = f"http://127.0.0.1:{port}/driver.html"
        command = [str(TOOLS["chromium"].path()), *_QUIET, f"--user-data-dir={profile}", address]
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            found = [answers.get(timeout=240) for _ in jobs]
        finally:
            running.terminate()
            running.wait(timeout=20)
    return found
