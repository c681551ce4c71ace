# SPDX-License-Identifier: GPL-2.0
"""The section of a document that is generated, between two marks."""
import json
import stat

import whole_file
from bad_input import BadInput


def _position(path, lines, mark):
    found = [number for number, line in enumerate(lines) if line == mark]
    if len(found) != 1:
        where = f"{path}:{found[1] + 1}" if found else path
        raise BadInput(f"{where}: expected one line '{mark}', found {len(found)}")
    return found[0]


def replace(path, name, text):
    """Put `text` between the marks of section `name` of the document `path`."""
    first, last = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from None
    begin, end = _position(path, lines, first), _position(path, lines, last)
    if begin > end:
        raise BadInput(f"{path}:{end + 1}: expected '{first}' above this line")
    lines[begin + 1:end] = text.rstrip("\n").split("\n")
    whole_file.write(path, "\n".join(lines).encode(),
                     stat.S_IMODE(path.stat().st_mode))


def publish(document, name, table, as_markdown, maker):
    """
    Put what as_markdown() makes of the file `table`, JSON that the command `maker`
    leaves, between the marks of section `name` of `document`.
    """
    try:
        text = as_markdown(json.loads(table.read_bytes()))
    except FileNotFoundError:
        raise BadInput(f"{table} is not there; '{maker}' makes it") from None
    except (ValueError, LookupError, TypeError):
        raise BadInput(f"{table} is damaged; '{maker}' makes it anew") from None
    replace(document, name, text)
