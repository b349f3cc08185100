/** The records of a CSV text by the names in its first line; fields may stand in quotes, and hold commas and line ends there. */
export function* csvRecords(text: string): Generator<Readonly<Record<string, string>>> {
  const rows = csvRows(text);
  const { value: names = [] } = rows.next() as IteratorResult<readonly string[], undefined>;
  for (const row of rows) yield Object.fromEntries(names.map((name, place) => [name, row[place] ?? ""]));
}

const FIELD = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;

function* csvRows(text: string): Generator<readonly string[], undefined> {
  const field = new RegExp(FIELD);
  let row: string[] = [];
  while (field.lastIndex < text.length) {
    const found = field.exec(text);
    if (found === null) throw new Error(`no CSV at character ${field.lastIndex}`);
    const [, quoted, plain = "", end] = found;
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ",") continue;
    yield row;
    row = [];
  }
  return undefined;
}
