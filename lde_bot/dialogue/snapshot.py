"""Everything that the bot knows at one moment, built once and then only read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from lde_bot.dialogue.memo import Memo
from lde_bot.directory.geo import Gazetteer
from lde_bot.directory.model import Place
from lde_bot.directory.search import MOST, Directory, Found, search
from lde_bot.encoder import Encoder
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
    directory: Directory
    """Finds initiatives; it lies on disk, so that memory does not grow with it."""
    understood: Memo = field(default_factory=Memo, init=False, repr=False, compare=False)
    """What was understood of texts with this content; see :func:`lde_bot.dialogue.nlu.understand`."""

    def is_town(self, word: str) -> bool:
        """True for a word that is the name of a place and nothing else."""
        common = self.knowledge.vocabulary.common_words
        return word not in common and not word.isdigit() and self.gazetteer.by_name(word) is not None

    def find(self, services: Collection[str], place: Place, offset: int = 0, most: int = MOST) -> Found:
        """Return who offers these services around a place; see :func:`lde_bot.directory.search.search`."""
        at_home = {one.id for one in self.knowledge.vocabulary.services if one.at_home}
        return search(self.directory, services, place, at_home=at_home, offset=offset, most=most)

    def with_encoder(self, encoder: Encoder | None) -> Snapshot:
        """Return the same with an encoder that gives the same vectors sooner; as it is without one, or without any."""
        if encoder is None or self.index.featurizer.encoder is None:
            return self
        return replace(self, index=self.index.with_encoder(encoder))

    @property
    def revision(self) -> str:
        """Fingerprint of the content that this was built from."""
        return self.knowledge.revision
