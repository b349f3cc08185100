import { assert, type Instant, SECOND_MS } from "@habitus/kernel";

export type ArchiveFile = { readonly name: string; readonly text: string };

const BLOCK = 512;
const END = Buffer.alloc(2 * BLOCK);

/** Files one behind the other as a tar archive (POSIX.1-1988, ustar); names are ASCII of at most 100 characters. */
export async function* tarOf(files: AsyncIterable<ArchiveFile>, at: Instant): AsyncGenerator<Buffer> {
  for await (const { name, text } of files) {
    const content = Buffer.from(text);
    yield header(name, content.length, at);
    yield content;
    yield Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK);
  }
  yield END;
}

function header(name: string, size: number, at: Instant): Buffer {
  assert(/^[\x21-\x7e]{1,100}$/.test(name), "a file in an archive has a short plain name");
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, from: number, length: number): void => {
    block.write(value.toString(8).padStart(length - 1, "0"), from, "latin1");
  };
  block.write(name, 0, "latin1");
  octal(0o644, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(Math.floor(at / SECOND_MS), 136, 12);
  block.fill(" ", 148, 156);
  block.write("0", 156, "latin1");
  block.write("ustar\x0000", 257, "latin1");
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return block;
}
