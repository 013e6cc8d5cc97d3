"""Everything that the bot knows at one moment, built once and then only read."""

from __future__ import annotations

from dataclasses import dataclass

from lde_bot.directory.geo import Gazetteer
from lde_bot.directory.search import DirectoryIndex
from lde_bot.knowledge.index import KnowledgeIndex
from lde_bot.knowledge.model import KnowledgeBase


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The content, its index, the places and the directory."""

    knowledge: KnowledgeBase
    """Entries, vocabulary and sentences."""
    index: KnowledgeIndex
    """Finds the entry for a question."""
    gazetteer: Gazetteer
    """Finds places."""
    directory: DirectoryIndex
    """Finds initiatives."""

    @property
    def revision(self) -> str:
        """Fingerprint of the content that this was built from."""
        return self.knowledge.revision
