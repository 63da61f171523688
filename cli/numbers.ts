/** Numbers for people: three significant digits, units after a space, a dash for what has no value. */

export const NONE = '–';

type Maybe = number | null | undefined;

export function duration(ms: Maybe): string {
  if (ms === null || ms === undefined) return NONE;
  if (ms === 0) return '0 ms';
  if (ms < 0.9995) return `${significant(ms * 1000)} µs`;
  if (ms < 999.5) return `${significant(ms)} ms`;
  return `${significant(ms / 1000)} s`;
}

export function percent(ratio: Maybe): string {
  if (ratio === null || ratio === undefined) return NONE;
  if (ratio === 0 || ratio === 1) return `${ratio * 100}%`;
  // 99.996% must not be shown as all: as many digits as the smaller side needs for two significant ones.
  const smaller = Math.min(Math.abs(ratio), Math.abs(1 - ratio)) * 100;
  const digits = smaller >= 1 ? 1 : Math.min(6, 2 - Math.floor(Math.log10(smaller)) - 1);
  return `${(ratio * 100).toFixed(digits)}%`;
}

export function rate(perSecond: Maybe): string {
  return perSecond === null || perSecond === undefined ? NONE : `${amount(perSecond)}/s`;
}

export function count(value: Maybe): string {
  return value === null || value === undefined ? NONE : value.toLocaleString('en-US');
}

/** Whole with separators from 1,000 on, three significant digits below. */
export function amount(value: Maybe): string {
  if (value === null || value === undefined) return NONE;
  if (value === 0) return '0';
  return Math.abs(value) >= 999.5 ? Math.round(value).toLocaleString('en-US') : significant(value);
}

function significant(value: number): string {
  const text = value.toPrecision(3);
  return text.includes('e') ? String(Number(text)) : text;
}
