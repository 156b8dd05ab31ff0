"""Where the part of a file lies that has come so far. Knows the hash of the whole, and its name."""

from __future__ import annotations

from pathlib import Path


def part_of(target: Path, sha256: str) -> Path:
    """Beside the target; of another file, another part."""
    return target.with_name(f".{target.name}.{sha256[:16]}.part")


def parts_of(target: Path) -> tuple[Path, ...]:
    """Every part of a target that lies there."""
    mark = f".{target.name}."
    folder = target.parent
    there = folder.iterdir() if folder.is_dir() else iter(())
    return tuple(path for path in there if path.name.startswith(mark) and path.suffix == ".part")
