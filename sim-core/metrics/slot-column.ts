/** A column by slot that an observer keeps for itself: grown when a slot is first seen, new entries 0. */
export function withRoom<T extends Float64Array | Int32Array | Uint8Array>(column: T, slot: number): T {
  if (slot < column.length) return column;
  let length = Math.max(64, column.length);
  while (length <= slot) length *= 2;
  const grown = new (column.constructor as new (length: number) => T)(length);
  grown.set(column);
  return grown;
}
