"""The reader and the writer, on the frozen files of format version 1.

python3 tests/test_files.py --update    writes spikeport/_fields.py after the .proto
"""

import re
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
ROOT = PACKAGE.parent
FIELDS = PACKAGE / "spikeport" / "_fields.py"
FROZEN = ROOT / "src/test/resources/io/spikeport/format/portable"


def fields_of(proto: str) -> str:
    """The table of the messages and enumerations of a `.proto`, as a Python module."""
    proto = re.sub(r"//.*", "", proto)
    out = ['"""Made from proto/spiking_model.proto by tests/test_files.py --update."""\n\n']
    out.append("# Message → field number → name, type, whether repeated\nMESSAGES = {\n")
    field = re.compile(r"^ +(optional |repeated |)(\w+) (\w+) = (\d+);", re.M)
    for name, body in re.findall(r"^message (\w+) \{(\}|\n.*?^\})", proto, re.S | re.M):
        lines = [
            f'        {number}: ("{field}", "{kind}", {rule == "repeated "}),\n'
            for rule, kind, field, number in field.findall(body)
        ]
        out.append(f'    "{name}": {{' + ("\n" + "".join(lines) + "    " if lines else "") + "},\n")
    out.append("}\n\n# Enumeration → number → name\nENUMS = {\n")
    for name, body in re.findall(r"^enum (\w+) \{(.*?)^\}", proto, re.S | re.M):
        values = ", ".join(f'{n}: "{v}"' for v, n in re.findall(r"(\w+) = (\d+);", body))
        out.append(f'    "{name}": {{{values}}},\n')
    return "".join(out) + "}\n"


def expected_fields() -> str:
    return fields_of((ROOT / "proto" / "spiking_model.proto").read_text())


if "--update" in sys.argv:
    FIELDS.write_text(expected_fields())
    sys.exit()

import spikeport  # noqa: E402


class FilesTest(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def test_the_table_is_that_of_the_contract(self) -> None:
        hint = "run /usr/bin/python3 python/tests/test_files.py --update"
        missing = set(expected_fields().splitlines()) - set(FIELDS.read_text().splitlines())
        self.assertFalse(missing, hint)

    def test_both_forms_hold_the_same_model(self) -> None:
        binary = spikeport.read(FROZEN / "version-1.snn")
        written = self.folder / "again.snn"
        spikeport.write(spikeport.read(FROZEN / "version-1.snn.json"), written)
        self.assertEqual(written.read_bytes(), (FROZEN / "version-1.snn").read_bytes())
        self.assertEqual(binary["input"]["shape"], [4, 6, 5])
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()), ["again.snn"])

    def test_damaged_files_are_refused_with_the_reason(self) -> None:
        good = (FROZEN / "version-1.snn").read_bytes()
        text = (FROZEN / "version-1.snn.json").read_bytes()
        for content, reason in [
            (b"", "something else"),
            (b"PK\3\4" + good, "something else"),
            (good[:-1], "checksum"),
            (good[:100] + bytes([good[100] ^ 1]) + good[101:], "checksum"),
            (good + b"\0", "checksum"),
            (text[: len(text) // 2], "malformed"),
            (b"{}", "expected format"),
            (text.replace(b'"major": 1', b'"major": 2'), "version 1, found 2"),
            (b'{"format": "spikeport.snn", "version": {}}', "'major' is missing"),
        ]:
            file = self.folder / "bad.snn"
            file.write_bytes(content)
            with self.assertRaisesRegex(spikeport.ModelError, f"bad.snn: .*{reason}"):
                spikeport.read(file)


if __name__ == "__main__":
    unittest.main()
