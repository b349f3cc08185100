/** Texts that stores are known to change, cut or misread; each with what is awkward about it. */
export const AWKWARD_TEXTS: readonly (readonly [string, string])[] = [
  ["empty", ""],
  ["NUL", "a\0b\0"],
  ["control characters", "\u0001\b\t\v\f\u001b\u007f"],
  ["line ends", "a\nb\r\nc\r"],
  ["an empty line and a statement", "a\n\n; DROP TABLE events_by_name; \n\nSELECT 1"],
  ["quotes and backslashes", "'\"`\\\\'\\n\\N\\0"],
  ["null by name", "\\N"],
  ["emoji of several code points", "👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇺🇦"],
  ["combining and right-to-left", "e\u0301 é שלום \u202eabc\u202c"],
  ["byte order mark and line separators", "\ufeffx\u2028y\u2029"],
  ["the ends of the code points", "\ud7ff\ue000\uffff\u{10000}\u{10ffff}"],
  ["blank", " \t "],
  ["a number with zeros", "007.500"],
  ["a date", "2026-01-01T00:00:00.000Z"],
  ["a template", "{name} %s ${x} ?"],
  ["longer than one length byte", "ä".repeat(100)],
  ["longer than two length bytes", "界".repeat(10_000)],
];

/** JSON object texts; a store keeps the text, not what it means. */
export const AWKWARD_JSON: readonly (readonly [string, string])[] = [
  ["dates stay text", '{"at":"2026-01-01T00:00:00Z","day":"2026-01-01"}'],
  ["dots in keys", '{"a.b":2,"a":{"b":1}}'],
  ["nulls", '{"a":null,"b":[null],"c":{"d":null}}'],
  ["big whole numbers", '{"a":9007199254740993,"b":18446744073709551615,"c":123456789012345678901234567890}'],
  ["long and odd fractions", '{"a":0.1000000000000000055511151231257827,"b":1E400,"c":-0.0,"d":1.0}'],
  ["keys twice", '{"a":1,"a":2}'],
  ["empty keys and values", '{"":"","a":{},"b":[]}'],
  ["white space", ' {\n\n\t"a" : [ 1 ,\r\n 2 ] }\n'],
  ["escapes", '{"a":"\\u0000\\ud83d\\ude00\\ud800\\/\\"\\\\\\n"}'],
  ["text of every sort", JSON.stringify(Object.fromEntries(AWKWARD_TEXTS.slice(0, 15)))],
  ["prototype keys", '{"__proto__":{"x":1},"constructor":{"prototype":1}}'],
  ["deep", `${'{"a":'.repeat(60)}1${"}".repeat(60)}`],
  ["booleans and mixed lists", '{"a":[true,false,null,0,"",{"b":[[]]}]}'],
  ["not what it seems", '{"a":"null","b":"true","c":"1e3","d":"[]","e":"inf","f":"0x10"}'],
];
