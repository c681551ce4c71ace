#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Check the layer meta-cmakit.

usage: check.py [--bitbake DIR] LAYER EXPECTED

EXPECTED, made by patchctl, has lines of fields separated by tabs:
    release NAME RECIPE delta|fragment    a release that the layer must have
    patch   NAME FILE PATH                its patches in order, and their bytes
    missing NAME BASE                     a release that it must not have

Exit status: 0 fine, 1 something is wrong, 4 nothing to check.
"""
import glob
import os
import re
import sys
import tempfile

NOT_COVERED = (
    "python in ${@...} and python () is compiled, and run only where bitbake does",
    "overrides, classes and tasks of other layers are not looked at",
    "nothing is fetched, patched or built",
)

VARIABLE = r"[A-Za-z0-9_\-.+${}/:]+"
ASSIGNMENT = re.compile(
    r"^(?P<name>" + VARIABLE + r"?)(?P<flag>\[[A-Za-z0-9_\-+.]+\])?\s*"
    r"(?P<op>:=|\?\?=|\?=|\+=|=\+|\.=|=\.|=)\s*(?P<quote>[\"'])(?P<value>.*)(?P=quote)$", re.S)
FUNCTION = re.compile(r"^(?P<python>python\s+)?(?P<name>[A-Za-z0-9_:\-${}.]*)\s*\(\s*\)\s*\{$")
STATEMENT = re.compile(r"^(inherit|require|include|addtask|deltask)\s+\S")
OLD_OVERRIDE = re.compile(r"_(append|prepend|remove)(_|$)")
# The names that oe-core has given its releases, kirkstone being the first with
# the syntax used here.
CORENAMES = ("kirkstone", "langdale", "mickledore", "nanbield", "scarthgap", "styhead",
             "walnascar", "whinlatter", "wrynose")


class Checker:
    """Collects what is wrong, as FILE:LINE: TEXT."""

    def __init__(self, layer):
        self.layer = layer
        self.wrong = []
        self.files = 0

    def no(self, path, line, text):
        where = os.path.relpath(path, self.layer)
        self.wrong.append(f"{where}:{line}: {text}" if line else f"{where}: {text}")

    def logical_lines(self, path):
        """(number, text) of each line, continued ones joined."""
        with open(path, encoding="utf-8") as file:
            lines = file.read().split("\n")
        if lines and lines[-1] == "":
            lines.pop()
        else:
            self.no(path, len(lines), "expected a line feed at the end")
        number = 0
        while number < len(lines):
            first, text = number, lines[number]
            while text.endswith("\\") and not text.startswith("#"):
                number += 1
                if number == len(lines):
                    self.no(path, first + 1, "expected a line after the last \\")
                    break
                text = text[:-1] + lines[number]
            if re.search(r"\\[ \t]+$", text):
                self.no(path, first + 1, "expected nothing after a \\ at the end of a line")
            number += 1
            yield first + 1, text

    def python(self, path, number, text, kind):
        try:
            compile(text, "layer", kind)
        except SyntaxError as error:
            self.no(path, number, f"not python: {error.msg}")

    def parse(self, path):
        """The assignments of a file, [(number, name, flag, operator, value)]."""
        self.files += 1
        assignments = []
        body = None
        for number, text in self.logical_lines(path):
            if body is not None:
                if text == "}":
                    if body[1]:
                        self.python(path, body[0], "if True:\n" + "\n".join(body[2]) + "\n", "exec")
                    body = None
                else:
                    body[2].append(text)
                continue
            if not text.strip() or text.startswith("#"):
                continue
            match = FUNCTION.match(text)
            if match:
                body = (number, bool(match["python"]), [])
                continue
            if STATEMENT.match(text):
                continue
            match = ASSIGNMENT.match(text)
            if not match or not match["name"]:
                self.no(path, number, f"expected an assignment, function or statement, got: {text[:60]}")
                continue
            if OLD_OVERRIDE.search(match["name"]):
                self.no(path, number, f"{match['name']}: expected :append, not _append, and so on")
            if re.search(r"(?<!\\)" + match["quote"], match["value"]):
                self.no(path, number, f"{match['name']}: a quote within the value")
            self.expressions(path, number, match["value"])
            assignments.append((number, match["name"], match["flag"], match["op"], match["value"]))
        if body is not None:
            self.no(path, body[0], "expected a line \"}\" at the function's end")
        return assignments

    def expressions(self, path, number, value):
        """Each ${@...} is an expression; brackets are in pairs."""
        for match in re.finditer(r"\$\{@", value):
            depth, end = 1, match.end()
            while end < len(value) and depth:
                depth += {"{": 1, "}": -1}.get(value[end], 0)
                end += 1
            if depth:
                self.no(path, number, "expected a } after ${@")
                return
            self.python(path, number, value[match.end():end - 1].strip(), "eval")
        if re.sub(r"\$\{@.*\}", "", value, flags=re.S).count("${") > value.count("}"):
            self.no(path, number, "expected a } after ${")


def source_uris(assignments):
    """The plain words of SRC_URI, in order; what ${@...} gives is not among them."""
    words = []
    for _, name, flag, operator, value in assignments:
        if flag or name not in ("SRC_URI", "SRC_URI:append", "SRC_URI:prepend"):
            continue
        new = re.sub(r"\$\{@.*?\)\}", " ", value).split()
        before = name.endswith(":prepend") or operator in ("=+", "=.")
        if operator in ("=", ":=") and name == "SRC_URI":
            words = new
        else:
            words = new + words if before else words + new
    return words


def value_of(assignments, name):
    values = [value for _, n, flag, _, value in assignments if n == name and not flag]
    return values[-1] if values else None


def check_layer_conf(check, expected, missing):
    path = os.path.join(check.layer, "conf", "layer.conf")
    if not os.path.isfile(path):
        check.no(path, 0, "missing")
        return
    conf = check.parse(path)
    names = (value_of(conf, "BBFILE_COLLECTIONS") or "").split()
    if names != ["cmakit"]:
        check.no(path, 0, f"BBFILE_COLLECTIONS: expected cmakit, got {' '.join(names)}")
    for variable in ("BBFILE_PATTERN", "BBFILE_PRIORITY", "LAYERSERIES_COMPAT", "LAYERDEPENDS"):
        if value_of(conf, variable + "_cmakit") is None:
            check.no(path, 0, f"no {variable}_cmakit")
    compatible = (value_of(conf, "LAYERSERIES_COMPAT_cmakit") or "").split()
    if compatible != list(expected):
        check.no(path, 0, f"LAYERSERIES_COMPAT_cmakit: expected {' '.join(expected)}, got {' '.join(compatible)}")
    for name in compatible:
        if name not in CORENAMES:
            check.no(path, 0, f"LAYERSERIES_COMPAT_cmakit: no release is called {name}")
    releases = os.path.join(check.layer, "releases")
    for name in sorted(os.listdir(releases) if os.path.isdir(releases) else []):
        if name not in expected:
            why = "its base has no series" if name in missing else "not in the table of releases"
            check.no(os.path.join(releases, name), 0, why)


def check_append(check, release, recipe, config, patches):
    linux = os.path.join(check.layer, "releases", release, "recipes-kernel", "linux")
    path = os.path.join(linux, recipe + ".bbappend")
    if not os.path.isfile(path):
        check.no(path, 0, "missing")
        return
    others = [n for n in os.listdir(linux) if n.endswith(".bbappend") and n != recipe + ".bbappend"]
    for name in others:
        check.no(os.path.join(linux, name), 0, f"{release} has only {recipe}")
    append = check.parse(path)
    files = os.path.join(linux, recipe.rsplit("_", 1)[0])
    if value_of(append, "FILESEXTRAPATHS:prepend") != "${THISDIR}/${BPN}:":
        check.no(path, 0, "expected FILESEXTRAPATHS:prepend := \"${THISDIR}/${BPN}:\"")
    named = []
    for word in source_uris(append):
        if not re.match(r"^file://[A-Za-z0-9._+\-]+$", word):
            check.no(path, 0, f"SRC_URI: expected file://NAME, got {word}")
            continue
        named.append(word[7:])
    for name in (value_of(append, "CMAKIT_CONFIG") or "").split():
        if not os.path.isfile(os.path.join(files, name)):
            check.no(path, 0, f"CMAKIT_CONFIG: names {name}, which is not there")
    delta = value_of(append, "DELTA_KERNEL_DEFCONFIG:append")
    if (delta == " ${CMAKIT_CONFIG}") != (config == "delta"):
        check.no(path, 0, f"DELTA_KERNEL_DEFCONFIG: {release} takes the fragment by {config}")
    if named != [name for name, _ in patches]:
        for name in named:
            if not os.path.isfile(os.path.join(files, name)):
                check.no(path, 0, f"SRC_URI: names {name}, which is not there")
        check.no(path, 0, f"SRC_URI: expected the {len(patches)} patches of the series, in its order")
    if named != sorted(named):
        check.no(path, 0, "SRC_URI: the patches' numbers do not rise")
    for name, source in patches:
        copy = os.path.join(files, name)
        if not os.path.isfile(copy):
            check.no(copy, 0, "missing")
        else:
            with open(copy, "rb") as one, open(source, "rb") as other:
                if one.read() != other.read():
                    check.no(copy, 0, "not the series' patch")
    for name in sorted(os.listdir(files) if os.path.isdir(files) else []):
        if name not in named and not name.endswith(".cfg"):
            check.no(os.path.join(files, name), 0, "in no SRC_URI")


def check_recipe(check):
    folder = os.path.join(check.layer, "recipes-support", "cmakit")
    recipes = [n for n in os.listdir(folder) if n.endswith(".bb")] if os.path.isdir(folder) else []
    if len(recipes) != 1 or not re.match(r"^cmakit_[0-9][A-Za-z0-9.+~]*\.bb$", recipes[0]):
        check.no(folder, 0, "expected one cmakit_VERSION.bb")
        return
    path = os.path.join(folder, recipes[0])
    recipe = check.parse(path)
    for name in ("SUMMARY", "LICENSE", "LIC_FILES_CHKSUM", "SRC_URI", "DEPENDS"):
        if not value_of(recipe, name):
            check.no(path, 0, f"no {name}")
    version = recipes[0][len("cmakit_"):-len(".bb")]
    tarball = (value_of(recipe, "CMAKIT_URI") or "").replace("${PV}", version)
    if tarball != f"file://cmakit-{version}.tar.xz":
        check.no(path, 0, f"CMAKIT_URI: expected file://cmakit-{version}.tar.xz, got {tarball}")
    there = os.path.isfile(os.path.join(folder, "cmakit", tarball[len("file://"):]))
    with open(path, encoding="utf-8") as file:
        has_sum = re.search(r'^SRC_URI\[sha256sum\] = "[0-9a-f]{64}"$', file.read(), re.M)
    if bool(has_sum) != there:
        check.no(path, 0, "expected a tarball and its checksum, or neither")
    if there and has_sum:
        import hashlib
        with open(os.path.join(folder, "cmakit", tarball[len("file://"):]), "rb") as file:
            if hashlib.sha256(file.read()).hexdigest() not in has_sum[0]:
                check.no(path, 0, "SRC_URI[sha256sum]: not the tarball's")
    match = re.match(r"^file://LICENSES/GPL-2\.0;md5=([0-9a-f]{32})$", value_of(recipe, "LIC_FILES_CHKSUM") or "")
    if not match:
        check.no(path, 0, "LIC_FILES_CHKSUM: expected file://LICENSES/GPL-2.0;md5=SUM")


def bitbake_append(check, path, data, expected):
    """What an append comes to: with the fragment, and with none."""
    release = os.path.relpath(path, check.layer).split(os.sep)[1]
    patches = ["file://" + name for name, _ in expected[release][2]]
    for config in ("cmakit.cfg", ""):
        data.setVar("CMAKIT_CONFIG", config)
        want = patches + ["file://" + config] * bool(config)
        if (data.getVar("SRC_URI") or "").split() != want:
            check.no(path, 0, f"bitbake: SRC_URI with CMAKIT_CONFIG = \"{config}\": not what was expected")
        delta = data.getVar("DELTA_KERNEL_DEFCONFIG")
        if (delta or "").split() != [config] * bool(config and expected[release][1] == "delta") or \
                (delta is not None) != (expected[release][1] == "delta"):
            check.no(path, 0, f"bitbake: DELTA_KERNEL_DEFCONFIG comes to {delta}")


def bitbake_layer(check, path, data, expected):
    """Which appends are looked at: the release's own, beside meta-freescale."""
    for release, (recipe, _, _) in expected.items():
        data.setVar("LAYERSERIES_CORENAMES", release)
        for collections, want in (("core freescale-layer cmakit", [recipe + ".bbappend"]), ("core cmakit", [])):
            data.setVar("BBFILE_COLLECTIONS", collections)
            files = [os.path.basename(file) for pattern in (data.getVar("BBFILES") or "").split()
                     for file in glob.glob(pattern) if file.endswith(".bbappend")]
            if files != want:
                check.no(path, 0, f"bitbake: BBFILES, {release}, {collections}: finds {files}, expected {want}")


def bitbake_parse(check, bitbake, expected):
    """Parse every file with bitbake's own parser; classes are empty ones."""
    sys.path.insert(0, os.path.join(bitbake, "lib"))
    import bb
    import bb.data
    import bb.parse
    import bb.parse.parse_py
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(os.path.join(folder, "classes"))
        for name in ("base", "bash-completion"):
            with open(os.path.join(folder, "classes", name + ".bbclass"), "w", encoding="utf-8"):
                pass
        for root, _, names in os.walk(check.layer):
            for name in sorted(names):
                path = os.path.join(root, name)
                data = bb.data.init()
                for variable, value in (("BBPATH", folder), ("LAYERDIR", check.layer), ("FILE", path),
                                        ("LAYERDIR_RE", re.escape(check.layer)), ("THISDIR", root),
                                        ("__bbclasstype", "recipe"), ("FILESPATH", os.path.join(root, "cmakit"))):
                    data.setVar(variable, value)
                try:
                    if name.endswith(".bbappend"):
                        # As what is parsed after a recipe.
                        bb.parse.parse_py.BBHandler.handle(path, data, True)
                        bitbake_append(check, path, data, expected)
                    elif name.endswith(".bb"):
                        bb.parse.handle(path, data, 0)
                    elif name.endswith(".conf"):
                        bb.parse.handle(path, data, 0)
                        data.expandVarref("LAYERDIR")
                        data.delVar("LAYERDIR")
                        bitbake_layer(check, path, data, expected)
                except bb.parse.SkipRecipe:
                    # That of cmakit without its tarball, which it says itself.
                    pass
                except Exception as error:  # whatever the parser says
                    check.no(path, 0, f"bitbake: {error}")
    return bb.__version__


def main(arguments):
    bitbake = None
    if arguments[:1] == ["--bitbake"]:
        bitbake, arguments = arguments[1], arguments[2:]
    layer, table = arguments
    check = Checker(os.path.abspath(layer))
    expected, missing = {}, {}
    with open(table, encoding="utf-8") as file:
        for line in file:
            kind, name, *rest = line.rstrip("\n").split("\t")
            if kind == "release":
                expected[name] = (rest[0], rest[1], [])
            elif kind == "patch":
                expected[name][2].append(tuple(rest))
            else:
                missing[name] = rest[0]
    check_layer_conf(check, expected, missing)
    for name, (recipe, config, patches) in expected.items():
        check_append(check, name, recipe, config, patches)
    check_recipe(check)
    parser = "no bitbake given: its parser was not asked"
    if bitbake:
        parser = f"parsed by bitbake {bitbake_parse(check, bitbake, expected)}, too"
    for text in check.wrong:
        print(text, file=sys.stderr)
    for name, base in missing.items():
        print(f"not in the layer: {name}: base {base} has no series")
    print("not covered: " + "; ".join(NOT_COVERED))
    number = sum(len(patches) for _, _, patches in expected.values())
    verdict = f"{len(check.wrong)} WRONG" if check.wrong else "fine"
    print(f"{check.files} files, {len(expected)} releases, {number} patches: {verdict}; {parser}")
    return 1 if check.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
