/** One line of CSV (RFC 4180). What a spreadsheet would run as a formula becomes plain text. */
export function csvLine(cells: readonly (string | number)[]): string {
  return `${cells.map(csvField).join(",")}\r\n`;
}

/** A number is no formula, whichever sign it has. */
const NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

function csvField(cell: string | number): string {
  if (typeof cell === "number") return String(cell);
  const isFormula = /^[=+\-@\t\r]/.test(cell) && !NUMBER.test(cell);
  const plain = isFormula ? `'${cell}` : cell;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
