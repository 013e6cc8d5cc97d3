"""Read the bytes of a source text step by step, as Telegram's byte offsets count them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

SPACE = b" \t\r\n\v\0"
_NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
_REFERENCE = re.compile(rb"&(?:#x([0-9a-fA-F]*)|#([0-9]*)|([a-zA-Z]+));?")


class HtmlError(ValueError):
    """The reason after "can't parse entities: "."""


@dataclass
class Cursor:
    """A place in the bytes of a source text."""

    data: bytes
    pos: int = 0
    warnings: list[str] = field(default_factory=list)

    def peek(self) -> bytes:
        """The byte here; empty at the end."""
        return self.data[self.pos : self.pos + 1]

    def take(self, count: int) -> str:
        """The next bytes."""
        self.pos += count
        return self.data[self.pos - count : self.pos].decode()

    def take_until(self, stops: bytes) -> str:
        """Everything before one of some bytes."""
        begin = self.pos
        while self.pos < len(self.data) and self.data[self.pos] not in stops:
            self.pos += 1
        return self.data[begin : self.pos].decode()

    def skip_space(self) -> None:
        """Go past white space."""
        self.take_while(SPACE)

    def take_while(self, allowed: bytes) -> str:
        """Everything that consists of some bytes."""
        begin = self.pos
        while self.pos < len(self.data) and self.data[self.pos] in allowed:
            self.pos += 1
        return self.data[begin : self.pos].decode()

    def reference(self) -> str | None:
        """Decode a character reference here; None leaves the ampersand as it is."""
        match = _REFERENCE.match(self.data, self.pos)
        if match is None:
            return None
        hexadecimal, decimal, name = match.groups()
        if name is not None:
            char = _NAMED.get(name)
            if char is None and match.group().endswith(b";"):
                self.warnings.append(f"Telegram shows {match.group().decode()} as it stands")
        else:
            code = int(hexadecimal or b"0", 16) if hexadecimal is not None else int(decimal or b"0")
            if 0xD800 <= code <= 0xDFFF:
                raise HtmlError("Text contains invalid Unicode characters after decoding HTML entities")
            size = len(match.group().rstrip(b";"))
            char = chr(code) if 0 < code < 0x10FFFF and size < 10 else None
        if char is not None:
            self.pos = match.end()
        return char

    def quoted(self) -> str:
        """A string between quotes, with its references decoded."""
        quote = self.peek()
        self.pos += 1
        value = ""
        while self.pos < len(self.data) and self.peek() != quote:
            value += (self.reference() or self.take(1)) if self.peek() == b"&" else self.take_until(quote + b"&")
        self.pos += 1
        return value

    def name_token(self) -> str:
        """A value without quotes."""
        begin = self.pos
        letters = b"abcdefghijklmnopqrstuvwxyz"
        value = self.take_while(letters + letters.upper() + b"0123456789.-").lower()
        if self.peek() and self.peek() not in b" \t\r\n\v>":
            raise HtmlError(f"Unexpected end of name token at byte offset {begin}")
        return value
