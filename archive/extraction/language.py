"""The language a text is written in."""

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_SHORTEST = 30
_SAMPLES = (1500, 5000)  # characters; the first nearly always tells, the second is taken where it does not
_SURE = 0.85


def detect(text: str) -> str | None:
    """Return the ISO 639-1 code of the language of `text`; None where it is too short or undecidable.

    Capitals are lowered first: the model takes a headline in capitals for another language.
    """
    for length in _SAMPLES:
        sample = " ".join(text[:length].lower().split())
        if sum(character.isalpha() for character in sample) < _SHORTEST:
            return None
        language, probability = _identifier().classify(sample)
        if probability >= _SURE:
            # The model also names languages without a code of two letters, and "zxx" for no language at all.
            return language if len(language) == 2 else None
        if len(text) <= length:
            break
    return None


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
