/**
 * CSV by RFC 4180: CRLF ends a record, a cell with a comma, quote or line break is quoted. A text cell that a
 * spreadsheet would take for a formula gets an apostrophe before it; numbers are left as they are.
 */
export type Cell = string | number | boolean | null;

/** One record with its line end. A number without a value (NaN, infinite) and null are empty cells. */
export function csvRecord(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

export function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell + 0) : '';
  if (typeof cell === 'boolean') return String(cell);
  const harmless = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
