"""Languages detected."""

import pytest

from archive.extraction.language import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Le phare est rallumé depuis hier soir.", "fr"),
        ("The lighthouse was lit again last night after years.", "en"),
        ("LE PHARE EST RALLUMÉ DEPUIS HIER SOIR PAR LA VILLE", "fr"),
        ("THE LIGHTHOUSE WAS LIT AGAIN LAST NIGHT AFTER YEARS", "en"),
        ("Die Straße ist heute wegen Bauarbeiten gesperrt worden", "de"),
        ("Сегодня в городе открыли новый мост через реку", "ru"),
        (
            "Le maire l'a dit : « The lighthouse is back. » Depuis, la ville entière en parle, des quais au marché.",
            "fr",
        ),
    ],
)
def test_it_detects(text, language):
    assert detect(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\n ",
        "Le phare",
        "12 345 678 - 90 / 12 " * 20,
        "!? … « » " * 50,
        "asdkjh qwkejh zxmnb qweoiu asdlkj zxcmnb qpwoei alskdj zmxncb",
        "Manchester United 2 Arsenal 1 Chelsea 3 Liverpool 0 Everton Fulham",
        "\udcff\udcfe" * 40,
    ],
)
def test_it_abstains(text):
    assert detect(text) is None
