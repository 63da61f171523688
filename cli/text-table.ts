/** Columns of numbers under heads, as many as fit. */
import type { Metrics } from '../sim-core/index.ts';
import { bold, dim } from './terminal.ts';

export interface Column {
  readonly head: string;
  readonly cell: (metrics: Metrics) => string;
}

const GAP = '  ';
const NAME_MAX = 32;

/** @returns lines of at most `width` characters, unless the name and the first column alone are wider */
export function table(
  title: string,
  columns: readonly Column[],
  rows: readonly (readonly [string, Metrics])[],
  width: number,
): string[] {
  const names = rows.map(([name]) => shorten(name));
  const nameWidth = Math.max(title.length, ...names.map((name) => name.length + 2));
  const filled = columns.map(({ head, cell }) => {
    const cells = rows.map(([, metrics]) => cell(metrics));
    return { head, cells, width: Math.max(head.length, ...cells.map((text) => text.length)) };
  });

  const shown = filled.slice(0, fitting(filled, nameWidth, width));
  const head = shown.map((column) => column.head.padStart(column.width));
  const body = names.map((name, row) => {
    const cells = shown.map((column) => column.cells[row].padStart(column.width));
    return [`  ${name}`.padEnd(nameWidth), ...cells].join(GAP);
  });
  return [[bold(title) + ' '.repeat(nameWidth - title.length), ...head.map(dim)].join(GAP), ...body];
}

function fitting(columns: readonly { width: number }[], nameWidth: number, width: number): number {
  let used = nameWidth;
  for (let i = 0; i < columns.length; i++) {
    used += GAP.length + columns[i].width;
    if (used > width && i > 0) return i;
  }
  return columns.length;
}

function shorten(name: string): string {
  return name.length <= NAME_MAX ? name : `${name.slice(0, NAME_MAX - 1)}…`;
}
