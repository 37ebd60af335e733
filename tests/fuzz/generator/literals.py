"""Literals of every type, with a liking for the values at which implementations differ."""

_INTS = [0, 1, -1, 2, 3, 5, 7, 8, 10, 63, 64, 255, 256, 1000, 65535, 2**31 - 1, 2**31, -2**31, 2**32, 2**53, 2**53 + 1,
         2**61, 2**62 - 1, 2**62, -2**62, -2**62 - 1, 2**63 - 1, 2**63, -2**63, 2**64, 10**18, 10**30, -10**25, 2**200]
_FLOATS = ["0.0", "-0.0", "1.0", "-1.5", "0.1", "2.5", "1e10", "123456.0", "1234567.0", "1e16", "1e17", "1e21", "1e22",
           "1e-4", "1e-5", "9007199254740993.0", "1e100", "1.7976931348623157e308", "5e-324", "2.2250738585072014e-308",
           "3.141592653589793", "-2.75", "4611686018427387904.0", "9223372036854775808.0", ".5", "1.", "1E3",
           'float("inf")', 'float("-inf")', 'float("nan")']
_CHARACTERS = ["a", "b", "k", "A", "Z", "x", "0", "7", " ", " ", "\t", "\n", "\r", ",", ".", "-", "_", "%", "{", "}", "é", "É",
               "ß", "ı", "İ", "ſ", "ǆ", "ǅ", "Σ", "ς", "ﬁ", "日", "本", "😿", "\u00a0", "\u200b", "\u2028", "\u0301",
               "٣", "²", "Ⅷ", "\u00ad", "\ufeff", "\ufffd", "\x7f", "\x00", "\x85", "'", '"', "\\", "Ა", "ა", "ᾳ", "ⓐ"]
_TEXTS = ["", "a", "b", "ab", "abc", "aa", "banana", "hello world", "Hello, World", " a  b ", "a,b,,c", "é", "日本語", "k", "x.y",
          "line\nline\r\nlast", "ⅷ", "ǆabc ǅ", "İstanbul", "straße", "𝔘nicode", "%s", "{}", "None", "0x10", "12", "a\tb"]
_NUMERALS = ["0", "1", "-7", "+12", "0x1F", "0b101", "0o17", "-0xff", "017", "00", "1 000", " 1", "1e3", "3.5", "inf", "-Inf", "NaN",
             "+nan", "infinity", "1e400", ".5", "5.", "", "-", "zz", "ZZ", "99999999999999999999", "0x", "1e-400", "0x1p3",
             "١", "- 1", "--1", "0b12", "1.5e3", "1e+2", "0X1f", "0B1", "0O7"]
_BASES = ["10", "16", "2", "8", "36", "0", "1", "37", "-1", "None"]
_CODEPOINTS = [0, 10, 65, 97, 127, 128, 233, 0x7FF, 0x800, 0xFFFF, 0x10000, 0x1F63F, 0x10FFFF, 0x110000, -1, 0xD800, 0xDFFF]
_OPERATORS = "+ - * / // % & | ^ << >> == != < > <= >= in and or".split() + ["not in"]
METHODS = ("add append capitalize clear codepoint_ords codepoints count difference discard elem_ords elems endswith extend "
           "find format get index insert intersection isalnum isalpha isdigit islower isspace issubset issuperset istitle "
           "isupper items join keys lower lstrip partition pop popitem remove removeprefix removesuffix replace rfind "
           "rindex rpartition rsplit rstrip setdefault split splitlines startswith strip symmetric_difference title "
           "union update upper values nothing").split()
FUNCTIONS = ("abs any all bool bytes chr dict dir enumerate float getattr hasattr hash int len list max min ord range repr "
             "reversed set sorted str tuple type zip fail print").split()
PARAMETERS = "key reverse base sep default iterable start x a b k".split()
_CONVERSIONS = list("srdioxXeEfgGc%") + ["5d", ".2f", "-s", "b", "u", "(k)s", "", " "]
_BRACES = ["{}", "{0}", "{1}", "{a}", "{b}", "{!r}", "{0!s}", "{a!r}", "{!x}", "{:5}", "{0:}", "{", "}", "{{", "}}", "{a.b}", "{a[0]}",
           "{ }", "{0}{}", "{-1}", "{00}", "{01}", "{é}", "{{}}", "{!}", "{a!}", "{!r:}", "x", "{2}", "{+1}", "{{{}}}"]


def _escape(character, random):
    code = ord(character)
    if character in "\\\"":
        return "\\" + character
    if character == "\n":
        return "\\n"
    if code < 32 or code == 127:
        return random.choice([f"\\x{code:02x}", f"\\{code:03o}"])
    if random.random() < 0.1:
        return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
    return "\\r" if character == "\r" else character


def text(random):
    if random.random() < 0.5:
        return random.choice(_TEXTS)
    return "".join(random.choice(_CHARACTERS) for _ in range(random.randrange(7)))


def string(random):
    return '"' + "".join(_escape(character, random) for character in text(random)) + '"'


def bytes_literal(random):
    if random.random() < 0.5:
        return "b" + string(random)
    return 'b"' + "".join(f"\\x{random.randrange(256):02x}" for _ in range(random.randrange(5))) + '"'


def integer(random):
    value = random.choice(_INTS) if random.random() < 0.5 else random.randrange(-20, 20)
    if value >= 0 and random.random() < 0.1:
        return random.choice([hex, oct, bin] if value < 2**63 else [hex])(value)
    return str(value) if value >= 0 else f"({value})"


LITERALS = {
    "int": integer,
    "float": lambda random: random.choice(_FLOATS) if random.random() < 0.7 else repr(random.uniform(-1e6, 1e6)),
    "bool": lambda random: random.choice(["True", "False"]),
    "str": string,
    "bytes": bytes_literal,
    "none": lambda random: "None",
    "range": lambda random: f"range({random.randrange(5)})",
    "index": lambda random: str(random.randrange(-4, 7)),
    "at": lambda random: random.choice(["0", "0", "-1"]) if random.random() < 0.93 else str(random.randrange(-4, 7)),
    "bound": lambda random: random.choice(["", "", "0", "1", "2", "3", "-1", "-2", "-3", "100", "-100", "None"]),
    "stride": lambda random: random.choice(["", "1", "2", "3", "-1", "-2", "-1", "None", "0", "100", "-100"]),
    "step": lambda random: random.choice(["1", "2", "3", "-1", "-2", "100", "-100"]),
    "byte": lambda random: str(random.choice([0, 65, 127, 128, 195, 169, 255, 256, -1]) if random.random() < 0.3
                               else random.randrange(256)),
    "codepoint": lambda random: str(random.choice(_CODEPOINTS)),
    "numeral": lambda random: '"' + random.choice(_NUMERALS) + '"',
    "base": lambda random: random.choice(_BASES),
    "text": lambda random: random.choice(["", "a", "%%", " ", "é", "-"]),
    "operator": lambda random: random.choice(_OPERATORS),
    "method": lambda random: random.choice(METHODS),
    "function": lambda random: random.choice(FUNCTIONS),
    "parameter": lambda random: random.choice(PARAMETERS),
    "conversion": lambda random: random.choice(_CONVERSIONS),
    "conversions": lambda random: "x".join("%" + random.choice(_CONVERSIONS) for _ in range(random.randrange(1, 4))),
    "braces": lambda random: "".join(random.choice(_BRACES) for _ in range(random.randrange(1, 4))),
}
