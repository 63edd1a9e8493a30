"""Run by the Python of the system, which knows LibreOffice: opens DOCX files, accepts or rejects all, saves them again.

python3 office.py SOFFICE FILE.docx…   writes FILE.kept.docx, FILE.accepted.docx and FILE.rejected.docx
"""

import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import uno
from com.sun.star.beans import PropertyValue

COMMANDS = {
    "kept": None,
    "accepted": ".uno:AcceptAllTrackedChanges",
    "rejected": ".uno:RejectAllTrackedChanges",
}


def _property(name, value):
    found = PropertyValue()
    found.Name, found.Value = name, value
    return found


def _services(name):
    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
    for _ in range(600):
        try:
            office = resolver.resolve(f"uno:pipe,name={name};urp;StarOffice.ComponentContext")
        except Exception:
            time.sleep(0.1)
        else:
            return lambda service: office.ServiceManager.createInstanceWithContext(service, office)
    sys.exit("LibreOffice did not answer")


def main(soffice, files):
    with TemporaryDirectory() as profile:
        name = f"redline{Path(profile).name}"
        office = subprocess.Popen(
            [
                soffice, "--headless", "--norestore", "--nologo", "--nodefault",
                f"-env:UserInstallation={Path(profile).as_uri()}", f"--accept=pipe,name={name};urp;",
            ],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            service = _services(name)
            desktop = service("com.sun.star.frame.Desktop")
            dispatcher = service("com.sun.star.frame.DispatchHelper")
            for path in map(Path, files):
                for ending, command in COMMANDS.items():
                    hidden = (_property("Hidden", True),)
                    document = desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, hidden)
                    if command:
                        dispatcher.executeDispatch(document.CurrentController.Frame, command, "", 0, ())
                    made = path.with_suffix(f".{ending}.docx").as_uri()
                    document.storeToURL(made, (_property("FilterName", "MS Word 2007 XML"),))
                    document.close(True)
            desktop.terminate()
            office.wait(60)
        finally:
            office.kill()
            office.wait()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
