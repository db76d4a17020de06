"""Words in the two languages of the product (中英文本)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The same words in Chinese and in English (双语文本)."""

    zh: str
    en: str

    def in_language(self, lang: str) -> str:
        """The words in `lang`: "en…" gives English, everything else Chinese."""
        return self.en if lang.lower().startswith("en") else self.zh
