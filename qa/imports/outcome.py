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
