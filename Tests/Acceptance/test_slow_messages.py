"""What a message may cost before anybody has judged its signature: searched for on the optimised build."""

import random
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from peers.harness import answers
from peers.slow_messages import FAMILIES, SIZE, Recipe

#: Milliseconds of the processor for parse and both canonical forms.
BOUND = 50
SEED = 20263
GENERATIONS, CHILDREN, SURVIVORS = 10, 24, 6


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    for name, key in (("rsa", rsa.generate_private_key(65537, 2048)), ("ec", ec.generate_private_key(ec.SECP256R1()))):
        pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        (folder / f"{name}.key.pem").write_bytes(pem)
    return folder


def costs(keys: Path, folder: Path, recipes: list[Recipe], rounds: int) -> list[float]:
    """Milliseconds of the processor for each; the least of so many rounds, which a busy machine cannot make smaller."""
    tasks = []
    for number, recipe in enumerate(recipes):
        file = folder / f"{number}.xml"
        file.write_text(recipe.document(), encoding="utf-8", newline="")
        assert file.stat().st_size <= SIZE, recipe
        tasks.append(("cost", str(file), str(rounds)))
    return [int(answer) / 1000 for answer in answers(keys, tasks)]


def test_no_message_takes_a_processor_for_long(keys: Path, tmp_path: Path):
    """A stranger who sends the worst message there is does not hold up those who sign in."""
    chance = random.Random(SEED)
    known = dict(zip(FAMILIES, costs(keys, tmp_path, FAMILIES, 1), strict=True))
    for _ in range(GENERATIONS):
        best = sorted(known, key=known.__getitem__)[-SURVIVORS:]
        children = list({chance.choice(best).varied(chance) for _ in range(CHILDREN)} - known.keys())
        known |= zip(children, costs(keys, tmp_path, children, 1), strict=True)
    worst = sorted(known, key=known.__getitem__)[-5:]
    again = dict(zip(worst, costs(keys, tmp_path, worst, 7), strict=True))
    slowest = max(again, key=again.__getitem__)
    print(f"{again[slowest]:.1f} ms for {slowest} of {len(known)} recipes, seed {SEED}")
    assert again[slowest] < BOUND, f"{again[slowest]:.1f} ms for {slowest}, seed {SEED}"
    # What it found is a message that is read, not one that is refused at once.
    assert again[slowest] > 1
