"""Where files that staff upload lie: for everybody, or put away."""

import os
from collections.abc import Iterator
from pathlib import Path

from django.core.files.storage import FileSystemStorage

AWAY = "taken-down"


class MediaStorage(FileSystemStorage):
    """Files that every server may show; those put away lie in a folder that none does."""

    def put_away(self, name: str) -> None:
        """Move a file to where nobody but the product reads it. What is not there, stays."""
        # Nobody else may look into this folder, whatever a server in front is told.
        Path(self.path(AWAY)).mkdir(mode=0o700, parents=True, exist_ok=True)
        self._move(name, self.away(name))

    def bring_back(self, name: str) -> None:
        """Move a file to where it lay before it was put away. What is not there, stays."""
        self._move(self.away(name), name)

    def away(self, name: str) -> str:
        """Return the name of a file where it is put away."""
        return f"{AWAY}/{name}"

    def names_away(self) -> Iterator[str]:
        """Name the files that are put away."""
        folder = Path(self.path(AWAY))
        files = (path for path in folder.rglob("*") if path.is_file())
        return (path.relative_to(folder).as_posix() for path in files)

    def delete(self, name: str) -> None:
        super().delete(name)
        super().delete(self.away(name))

    def _move(self, name: str, to: str) -> None:
        source, target = Path(self.path(name)), Path(self.path(to))
        if source.exists():
            target.parent.mkdir(exist_ok=True)
            os.replace(source, target)
