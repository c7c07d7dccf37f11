"""Text and authority records become spans (pure `matcher`, `cues`); spans become rows (`linker`)."""
