import dataclasses


@dataclasses.dataclass
class Outcome:
    """How many answers an import made, changed, left alone or removed, and what it refused."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    kept: int = 0
    refused: list[tuple[int, str]] = dataclasses.field(default_factory=list)
    has_unnamed: bool = False  # A refused line does not tell which answer it is.

    @property
    def taken(self) -> int:
        """How many lines were imported, now or before."""
        return self.created + self.updated + self.unchanged + self.kept

    @property
    def may_replace(self) -> bool:
        """Whether the file is known well enough to take down what it does not hold."""
        return self.taken > 0 and not self.has_unnamed
