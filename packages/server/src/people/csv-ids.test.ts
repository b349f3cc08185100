import { expect, test } from "vitest";
import { csvIds } from "./csv-ids.ts";

async function idsOf(text: string, pieceBytes = 1_000): Promise<readonly string[]> {
  const bytes = new TextEncoder().encode(text);
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let from = 0; from < bytes.length; from += pieceBytes) yield bytes.subarray(from, from + pieceBytes);
  }
  const ids: string[] = [];
  for await (const piece of csvIds(pieces())) ids.push(...piece);
  return ids;
}

test.each([
  ["one column", "ann\nbob\n", ["ann", "bob"]],
  ["a named column", "User_ID;name\nann;Ann\n", ["ann"]],
  ["an id that reads like a name, further down", "ann\nid\n", ["ann", "id"]],
  ["Windows lines, blanks, empty lines, no end", "\r\n ann ,x\r\n\r\n,y\r\nbob", ["ann", "bob"]],
  ["quotes, with commas, lines and quotes inside", '"a,b","x\ny"\n"c ""d"" e",1\n', ["a,b", 'c "d" e']],
  ["a byte order mark", "\ufeffid\nann\n", ["ann"]],
])("%s", async (_what, text, ids) => {
  expect(await idsOf(text)).toEqual(ids);
});

test("cut anywhere, also inside a letter, the ids are the same", async () => {
  const text = 'id,n\n"ж""é"\u{1F600},1\n"x\ny",2\nlast';
  const whole = await idsOf(text);
  for (const bytes of [1, 2, 3, 5, 7]) expect(await idsOf(text, bytes)).toEqual(whole);
});
