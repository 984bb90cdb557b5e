"""`dateline`: parses the command line and runs one command.

Nothing heavy is imported before a command needs it: `dateline --help` costs an argparse.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command; returns the exit status. Never lets a traceback reach the user, except
    where DATELINE_DEBUG is set."""
    from rag.cli.parser import parse

    given = sys.argv[1:] if argv is None else list(argv)
    try:
        from index.errors import DatelineError

        arguments = parse(given)
        try:
            return int(arguments.run(arguments))
        except DatelineError as error:
            print(f"dateline: {error}", file=sys.stderr)
            return error.exit_status
    except KeyboardInterrupt:
        print("dateline: interrupted; nothing is lost, run the command again", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output went away: no place is left to say so.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
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
