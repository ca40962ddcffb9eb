"""Languages of translations: their names and the direction they are written in."""

LANGUAGES = {
    "ar": "العربية (Arabic)",
    "bn": "বাংলা (Bengali)",
    "bg": "Български (Bulgarian)",
    "zh-Hans": "简体中文 (Chinese, simplified)",
    "zh-Hant": "繁體中文 (Chinese, traditional)",
    "ckb": "کوردیی ناوەندی (Kurdish, Sorani)",
    "cy": "Cymraeg (Welsh)",
    "fa": "فارسی (Farsi)",
    "fr": "Français (French)",
    "gu": "ગુજરાતી (Gujarati)",
    "hi": "हिन्दी (Hindi)",
    "hu": "Magyar (Hungarian)",
    "it": "Italiano (Italian)",
    "ku": "Kurmancî (Kurdish, Kurmanji)",
    "lt": "Lietuvių (Lithuanian)",
    "lv": "Latviešu (Latvian)",
    "ml": "മലയാളം (Malayalam)",
    "pa": "ਪੰਜਾਬੀ (Punjabi)",
    "pl": "Polski (Polish)",
    "prs": "دری (Dari)",
    "ps": "پښتو (Pashto)",
    "pt": "Português (Portuguese)",
    "ro": "Română (Romanian)",
    "ru": "Русский (Russian)",
    "sk": "Slovenčina (Slovak)",
    "so": "Soomaali (Somali)",
    "es": "Español (Spanish)",
    "ta": "தமிழ் (Tamil)",
    "ti": "ትግርኛ (Tigrinya)",
    "tr": "Türkçe (Turkish)",
    "uk": "Українська (Ukrainian)",
    "ur": "اردو (Urdu)",
    "vi": "Tiếng Việt (Vietnamese)",
    "yue": "廣東話 (Cantonese)",
}
RIGHT_TO_LEFT = frozenset({"ar", "ckb", "fa", "prs", "ps", "ur"})


def direction(code: str) -> str:
    """The value of `dir` for a language: "rtl" or "ltr"."""
    return "rtl" if code in RIGHT_TO_LEFT else "ltr"


def name(code: str) -> str:
    """A language's own name with the English one; its code where it is not in the list."""
    return LANGUAGES.get(code, code)


def own_name(code: str) -> str:
    """A language's name in itself alone."""
    return name(code).partition(" (")[0]


def english_name(code: str) -> str:
    """A language's name in English."""
    return name(code).partition(" (")[2].rstrip(")") or name(code)
