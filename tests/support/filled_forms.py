"""Forms as people open them: through LibreOffice, where it is installed."""

import shutil
import subprocess
from pathlib import Path


def office() -> str | None:
    """Return the command of LibreOffice, or nothing where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def resaved(path: Path, folder: Path) -> Path:
    """Open a workbook in LibreOffice and save it as .xlsx into a folder."""
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [office(), profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder)]
    subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=300)
    return folder / path.name
