/** One line of CSV (RFC 4180). What a spreadsheet would run as a formula becomes plain text. */
export function csvLine(cells: readonly (string | number)[]): string {
  return `${cells.map(csvField).join(",")}\r\n`;
}

function csvField(cell: string | number): string {
  if (typeof cell === "number") return String(cell);
  const plain = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
