export function count(number: number): string {
  return number.toLocaleString("en");
}

/** `counted(1, "row", "rows")` is "1 row". */
export function counted(number: number, one: string, many: string): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}
