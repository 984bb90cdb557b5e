"""`dateline`: parses the command line and runs one command.

Nothing heavy is imported before a command needs it: `dateline --help` costs an argparse.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command; returns the exit status. Never lets a traceback reach the user, except
    where DATELINE_DEBUG is set."""
    from rag.cli.parser import parse

    given = sys.argv[1:] if argv is None else list(argv)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # JSON in a pipe is UTF-8 everywhere; a terminal shows what it can.
        sys.stdout.reconfigure(encoding=None if sys.stdout.isatty() else "utf-8", errors="replace")
    try:
        from index.errors import DatelineError

        arguments = parse(given)
        try:
            status = int(arguments.run(arguments))
            sys.stdout.flush()  # here, where a failure still has an exit status
            return status
        except DatelineError as error:
            print(f"dateline: {error}", file=sys.stderr)
            return error.exit_status
    except KeyboardInterrupt:
        print("dateline: interrupted; nothing is lost, run the command again", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output went away: no place is left to say so.
        _drop_output()
        return 1
    except OSError as error:
        if error.filename is None:  # our own output: the disk under it is full
            _drop_output()
        where = error.filename or "can't write the output"
        print(f"dateline: {where}: {error.strerror or error}", file=sys.stderr)
        return 1
    except MemoryError:
        print(
            "dateline: out of memory: close programs, or choose a smaller --model", file=sys.stderr
        )
        return 1
    except Exception as error:
        if os.environ.get("DATELINE_DEBUG"):
            raise
        what = " ".join(str(error).split())[:200] or "no message"
        print(
            f"dateline: this should not happen ({type(error).__name__}: {what}); run `dateline"
            " doctor`, or set DATELINE_DEBUG=1 to see where",
            file=sys.stderr,
        )
        return 1


def _drop_output() -> None:
    """So that Python, when it ends, does not try once more to write what is left."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
