/**
 * Where the JSON string that begins before `from` has its closing quote; -1 where it has none. However long the string is, nothing
 * is remembered of the way there.
 */
export function stringEnd(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 1)) {
    let back = at;
    while (back > from && text.charCodeAt(back - 1) === BACKSLASH) back--;
    if ((at - back) % 2 === 0) return at;
  }
  return -1;
}

const BACKSLASH = 0x5c;
