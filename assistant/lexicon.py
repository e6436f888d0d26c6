"""Reads what a capability declares about its tools' language: `lexicon/zh.yaml` and `lexicon/en.yaml` in its folder.

One file per language, one entry per tool (its short name, without the plugin's):

    set_timer:
      examples: [set a timer for ten minutes, ...]   # 8 or more; the classifier learns from them
      patterns: ["(set|start) [a] {duration} timer"]  # literals, (a|b), [optional], {slot}, <word list>, ... for a gap
      words: [timer, countdown]                       # speak for the tool, prove nothing alone
      never: ["timer (belt|lock)"]                    # patterns; whatever matches is not this tool
      surely: ["my chest hurts"]                      # patterns that start a READ without the classifier's vote

`label: [start a timer]` names the tool in a question or in "what can you do". A key such as `mode.walk: [on foot]`
says which words mean that value of a parameter. Any other key is a word list that patterns may name: `device: [oven]`
is `<device>` in a pattern.
The entry `_lists` holds word lists that all tools of the file share.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, cast, get_args

import yaml

from assistant.types import Language

LANGUAGES: tuple[Language, ...] = get_args(Language)
_SHARED = "_lists"

Entries = Mapping[str, tuple[str, ...]]


class ToolWords(NamedTuple):
    """A tool's `examples` (language -> sentences), `lexicon` (language -> group -> entries), as in ToolSpec."""

    examples: Entries
    lexicon: Mapping[str, Entries]


def load_lexicon(package_dir: Path | str) -> dict[str, ToolWords]:
    """Short tool name -> its words, from `package_dir/lexicon/*.yaml`; {} without that folder.

    Raises ValueError naming the file when an entry is not of the shape above.
    """
    folder = Path(package_dir) / "lexicon"
    examples: dict[str, dict[str, tuple[str, ...]]] = {}
    lexicon: dict[str, dict[str, Entries]] = {}
    for language in LANGUAGES:
        path = folder / f"{language}.yaml"
        if not path.is_file():
            continue
        for tool, groups in _read(path).items():
            examples.setdefault(tool, {})[language] = groups.pop("examples", ())
            lexicon.setdefault(tool, {})[language] = groups
    return {tool: ToolWords(examples[tool], lexicon[tool]) for tool in examples}


def _read(path: Path) -> dict[str, dict[str, tuple[str, ...]]]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: not readable as YAML: {' '.join(str(error).split())}") from error
    if not isinstance(content, dict):
        raise ValueError(f"{path}: a lexicon is a mapping of tool to groups")
    shared = _groups(path, _SHARED, content.pop(_SHARED, {}))
    return {str(tool): shared | _groups(path, str(tool), groups) for tool, groups in content.items()}


def _groups(path: Path, tool: str, groups: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(groups, dict):
        raise ValueError(f"{path}: {tool}: expected groups such as examples, patterns, words, never")
    return {str(name): _entries(path, f"{tool}.{name}", entries) for name, entries in groups.items()}


def _entries(path: Path, where: str, entries: Any) -> tuple[str, ...]:
    if not isinstance(entries, list) or not all(isinstance(e, str) for e in entries):
        # YAML reads `no`, `on` and bare numbers as something else than words.
        raise ValueError(f"{path}: {where}: expected a list of quoted words or sentences")
    return tuple(cast(Iterable[str], entries))
