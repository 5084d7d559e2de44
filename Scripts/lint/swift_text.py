"""Swift source with everything that is not code blanked out, so that a search finds code only."""


def code_only(text: str) -> str:
    """`text` with comments and string contents as spaces; length and line breaks stay.

    The code inside an interpolation is kept: `"\\(try! f())"` is code.
    """
    return _Blanking(text).run()


class _Blanking:
    def __init__(self, text: str):
        self.text = text
        self.out = list(text)
        self.at = 0

    def run(self) -> str:
        self._code(until_parenthesis=False)
        return "".join(self.out)

    def _blank(self, count: int) -> None:
        for index in range(self.at, min(self.at + count, len(self.text))):
            if self.text[index] != "\n":
                self.out[index] = " "
        self.at += count

    def _code(self, until_parenthesis: bool) -> None:
        depth = 0
        while self.at < len(self.text):
            rest = self.text[self.at : self.at + 2]
            if rest == "//":
                end = self.text.find("\n", self.at)
                self._blank((end if end >= 0 else len(self.text)) - self.at)
            elif rest == "/*":
                self._block_comment()
            elif (opening := self._string_opening()) is not None:
                self._string(*opening)
            else:
                if until_parenthesis and rest[0] == "(":
                    depth += 1
                elif until_parenthesis and rest[0] == ")":
                    if depth == 0:
                        return
                    depth -= 1
                self.at += 1

    def _block_comment(self) -> None:
        depth = 0
        while self.at < len(self.text):
            pair = self.text[self.at : self.at + 2]
            depth += {"/*": 1, "*/": -1}.get(pair, 0)
            self._blank(2 if pair in ("/*", "*/") else 1)
            if depth == 0:
                return

    def _string_opening(self) -> tuple[int, int] | None:
        """(number of `#`, number of quotes) when a string begins here."""
        hashes = 0
        while self.text.startswith("#", self.at + hashes):
            hashes += 1
        if not self.text.startswith('"', self.at + hashes):
            return None
        return hashes, 3 if self.text.startswith('"""', self.at + hashes) else 1

    def _string(self, hashes: int, quotes: int) -> None:
        closing = '"' * quotes + "#" * hashes
        escape = "\\" + "#" * hashes
        self._blank(hashes + quotes)
        while self.at < len(self.text):
            if self.text.startswith(closing, self.at):
                self._blank(len(closing))
                return
            if self.text.startswith(escape + "(", self.at):
                self._blank(len(escape) + 1)
                self._code(until_parenthesis=True)
                self._blank(1)
            elif self.text.startswith(escape, self.at):
                self._blank(len(escape) + 1)
            elif quotes == 1 and self.text[self.at] == "\n":
                return
            else:
                self._blank(1)
