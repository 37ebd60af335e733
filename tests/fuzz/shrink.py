"""Makes a program that shows a difference smaller, as long as it still shows one."""

import re

_PIECE = re.compile(r"\w+|\s+|.", re.DOTALL)


def shrink(text, differs, attempts=600):
    """The smallest program found with which `differs(program)` is still true."""
    budget = [attempts]

    def still(candidate):
        if budget[0] <= 0 or candidate == text:
            return False
        budget[0] -= 1
        return differs(candidate)

    before = None
    while before != text and budget[0] > 0:
        before = text
        text = "\n".join(_without(text.split("\n"), lambda lines: still("\n".join(lines))))
        text = _simpler_brackets(text, still)
        text = "".join(_without(_PIECE.findall(text), lambda pieces: still("".join(pieces))))
    return text


def _without(parts, still):
    """Leaves out runs of parts, long ones first."""
    size = max(1, len(parts) // 2)
    while True:
        at = 0
        while at < len(parts):
            candidate = parts[:at] + parts[at + size:]
            if still(candidate):
                parts = candidate
            else:
                at += size
        if size == 1:
            return parts
        size //= 2


def _simpler_brackets(text, still):
    """Replaces what stands between a pair of brackets, brackets included, by something small."""
    at = 0
    while at < len(text):
        end = _closing(text, at)
        if end is not None and end > at + 1:
            for small in (text[at + 1:end], "1", "[]", '""', text[at] + text[end]):
                candidate = text[:at] + small + text[end + 1:]
                if len(candidate) < len(text) and still(candidate):
                    text = candidate
                    break
        at += 1
    return text


def _closing(text, at):
    closing = {"(": ")", "[": "]", "{": "}"}.get(text[at])
    if closing is None:
        return None
    depth = 0
    for i in range(at, len(text)):
        if text[i] == text[at]:
            depth += 1
        elif text[i] == closing:
            depth -= 1
            if depth == 0:
                return i
    return None
