# SPDX-License-Identifier: GPL-2.0
"""The table's rows as CSV, for spreadsheets and plots. Empty: not known."""
import csv
import io

FIGURES = ("ratio", "area_ratio")


def _flat(row):
    """A row without what is inside of others."""
    flat = {}
    for key, value in row.items():
        if key in FIGURES:
            flat[key] = value["value"]
            flat |= {f"{key}_{end}": value[end] for end in ("low", "high")}
        elif key == "failed_by_size":
            flat |= {f"failed_{size}": n for size, n in value.items()}
        else:
            flat[key] = value
    return flat


def as_csv(table):
    """The text of the file."""
    rows = [_flat(row) for row in table["rows"]]
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
