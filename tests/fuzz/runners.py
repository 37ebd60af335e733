"""The two implementations, each a process that runs one small program after another.

To a runner: the program's length in bytes, a line break, the program. From it: the outcome on a line, the
lengths of message and output on a line, message, output. Outcomes are `ok`, `rejected` (a static error),
`failed 3 7` (a run-time error; lines of the call stack, outermost first) and `limit` (given up).
"""

import dataclasses
import os
import resource
import select
import subprocess
import time

_MEMORY = 4 << 30
_SECONDS = 20


@dataclasses.dataclass
class Answer:
    outcome: str
    lines: list
    message: str
    output: bytes


class Runner:
    def __init__(self, command):
        self.command = command
        self.process = None

    def run(self, program):
        """Runs one program. A runner that dies or hangs answers `crash` or `hang`, and begins anew."""
        if self.process is None:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY)))
            self.buffer = b""
        data = program.encode("utf-8", "surrogateescape")
        try:
            self.process.stdin.write(b"%d\n" % len(data) + data)
            self.process.stdin.flush()
            deadline = time.monotonic() + _SECONDS
            outcome, *lines = self._line(deadline).split()
            message, output = map(int, self._line(deadline).split())
            text = self._bytes(message + output, deadline)
        except (BrokenPipeError, EOFError):
            return self._ended("crash")
        except TimeoutError:
            return self._ended("hang")
        return Answer(outcome.decode(), [int(line) for line in lines], text[:message].decode("utf-8", "replace"),
                      text[message:])

    def close(self):
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def _ended(self, outcome):
        self.process.kill()
        _, errors = self.process.communicate()
        self.process = None
        return Answer(outcome, [], errors.decode("utf-8", "replace")[-2000:], b"")

    def _fill(self, deadline):
        ready, _, _ = select.select([self.process.stdout], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            raise TimeoutError
        data = os.read(self.process.stdout.fileno(), 1 << 16)
        if not data:
            raise EOFError
        self.buffer += data

    def _line(self, deadline):
        while b"\n" not in self.buffer:
            self._fill(deadline)
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line

    def _bytes(self, count, deadline):
        while len(self.buffer) < count:
            self._fill(deadline)
        data, self.buffer = self.buffer[:count], self.buffer[count:]
        return data
