/**
 * JSON that is the same text for the same content: keys in order of code units, numbers in their shortest exact form.
 * Used for results in files, so that two runs can be compared by comparing bytes.
 */

/**
 * Text with a line break at its end. `indent` 0: everything in one line.
 * Throws a RangeError for what JSON cannot say: NaN, infinities, undefined.
 */
export function canonicalText(value: unknown, indent = 2): string {
  return `${JSON.stringify(sorted(value, '$'), null, indent)}\n`;
}

/** The depth of results is bounded by their shape. */
function sorted(value: unknown, path: string): unknown {
  if (value === undefined) throw new RangeError(`${path} is undefined`);
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError(`${path} is ${value}`);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((member, index) => sorted(member, `${path}[${index}]`));
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, member]) => [key, sorted(member, `${path}.${key}`)]));
}
