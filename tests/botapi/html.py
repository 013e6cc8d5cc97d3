"""Telegram's HTML: a small set of tags, four named characters, errors with a byte offset."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .cursor import SPACE, Cursor, HtmlError
from .model import Json
from .text import link_error, units

_TYPES = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("tg-spoiler", "span"), "spoiler"),
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_USER_LINK = re.compile(r"tg://user\?id=(\d+)$")


@dataclass(frozen=True)
class Parsed:
    """The text that a reader sees, its entities, and what Telegram would silently lose."""

    text: str
    entities: list[Json]
    warnings: list[str]


@dataclass
class _Open:
    """A tag that waits for its end tag."""

    tag: str
    argument: str
    offset: int
    start: int


@dataclass
class _Parser(Cursor):
    """Opens and closes tags, and gathers the text and its entities."""

    text: str = ""
    offset: int = 0
    stack: list[_Open] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    def run(self) -> Parsed:
        while self.pos < len(self.data):
            if self.peek() == b"<":
                begin = self.pos
                self.pos += 1
                if self.peek() == b"/":
                    self.end_tag(begin)
                else:
                    self.start_tag(begin)
            elif self.peek() == b"&":
                self.emit(self.reference() or self.take(1))
            else:
                self.emit(self.take_until(b"<&"))
        if self.stack:
            raise HtmlError(f"Can't find end tag corresponding to start tag {self.stack[-1].tag}")
        for entity in self.entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        self.entities.sort(key=lambda e: (e["offset"], -e["length"]))
        return Parsed(self.text, self.entities, self.warnings)

    def emit(self, piece: str) -> None:
        self.text += piece
        self.offset += units(piece)

    def start_tag(self, begin: int) -> None:
        tag = self.take_until(SPACE + b">").lower()
        if self.pos >= len(self.data):
            raise HtmlError(f"Unclosed start tag at byte offset {begin}")
        if tag not in _TYPES:
            raise HtmlError(f'Unsupported start tag "{tag}" at byte offset {begin}')
        argument = ""
        while True:
            self.skip_space()
            if self.peek() == b">":
                break
            name, value = self.attribute(tag, begin)
            argument = _argument(tag, name, value) or argument
        self.pos += 1
        if tag == "span" and argument != "spoiler":
            raise HtmlError(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self.stack.append(_Open(tag, argument, self.offset, len(self.text)))

    def attribute(self, tag: str, begin: int) -> tuple[str, str]:
        name = self.take_until(SPACE + b"=>")
        if self.pos >= len(self.data):
            raise HtmlError(f'Unclosed start tag "{tag}" at byte offset {begin}')
        if not name:
            raise HtmlError(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
        if (tag, name) == ("blockquote", "expandable") and self.peek() != b"=":
            return name, "1"
        self.skip_space()
        if self.peek() != b"=":
            raise HtmlError(
                f'Expected equal sign in declaration of an attribute of the tag "{tag}" at byte offset {begin}'
            )
        self.pos += 1
        self.skip_space()
        if self.pos >= len(self.data):
            raise HtmlError(f'Unclosed start tag "{tag}" at byte offset {begin}')
        value = self.quoted() if self.peek() in (b"'", b'"') else self.name_token()
        if self.pos >= len(self.data):
            raise HtmlError(f"Unclosed start tag at byte offset {begin}")
        return name, value

    def end_tag(self, begin: int) -> None:
        if not self.stack:
            raise HtmlError(f"Unexpected end tag at byte offset {begin}")
        self.pos += 1
        found = self.take_until(SPACE + b">").lower()
        self.skip_space()
        if self.peek() != b">":
            raise HtmlError(f"Unclosed end tag at byte offset {begin}")
        self.pos += 1
        opened = self.stack[-1]
        if found not in ("", opened.tag):
            raise HtmlError(f'Unmatched end tag at byte offset {begin}, expected "</{opened.tag}>", found "</{found}>"')
        self.stack.pop()
        if self.offset > opened.offset:
            self.close(opened)

    def close(self, opened: _Open) -> None:
        """Turn a closed tag into an entity."""
        span: Json = {"offset": opened.offset, "length": self.offset - opened.offset}
        if opened.tag in ("pre", "code") and self.join_code(opened, span):
            return
        if opened.tag == "tg-emoji" and not (opened.argument.isdigit() and int(opened.argument)):
            raise HtmlError("Invalid custom emoji identifier specified")
        extra = self.link(opened) if opened.tag == "a" else _extra(opened)
        if extra is not None:
            self.entities.append({"type": _TYPES[opened.tag], **span, **extra})

    def join_code(self, opened: _Open, span: Json) -> bool:
        """``<pre><code class="language-x">`` is one entity with a language, in either order."""
        last = self.entities[-1] if self.entities else {}
        if any(last.get(key) != value for key, value in span.items()):
            return False
        language = last.get("language") if opened.tag == "pre" else opened.argument
        if language and last["type"] == ("code" if opened.tag == "pre" else "pre"):
            last.update(type="pre", language=language)
            return True
        return False

    def link(self, opened: _Open) -> Json | None:
        url = opened.argument or self.text[opened.start :]
        if match := _USER_LINK.match(url):
            user = {"id": int(match.group(1)), "is_bot": False, "first_name": "?"}
            return {"type": "text_mention", "user": user}
        if error := link_error(url):
            self.warnings.append(f"Telegram drops the link '{url}': {error}")
            return None
        return {"url": url}


def _argument(tag: str, name: str, value: str) -> str:
    if (tag, name) in {("a", "href"), ("tg-emoji", "emoji-id"), ("blockquote", "expandable")}:
        return value
    prefixes = {("code", "class"): "language-", ("span", "class"): "tg-"}
    prefix = prefixes.get((tag, name))
    return value.removeprefix(prefix) if prefix and value.startswith(prefix) else ""


def _extra(opened: _Open) -> Json:
    if opened.tag == "tg-emoji":
        return {"custom_emoji_id": opened.argument}
    if opened.tag == "blockquote" and opened.argument:
        return {"type": "expandable_blockquote"}
    if opened.tag == "code" and opened.argument:
        return {"language": opened.argument}
    return {}


def parse_html(source: str) -> Parsed:
    """Parse a source text as Telegram does; HtmlError says why it would be refused."""
    return _Parser(source.encode()).run()
