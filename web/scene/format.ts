/**
 * Numbers for people: at most three significant digits, a unit behind a narrow space, "–" where there is no value. The
 * digits are the same in every language; only units and counts in prose differ.
 */
export type NumberLanguage = 'en' | 'zh-CN';

export const NO_VALUE = '–';
/** Between a number and its unit; never breaks. */
export const UNIT_SPACE = '\u202f';

const SIGNIFICANT_DIGITS = 3;
const MINUTES_FROM_MS = 600_000;
const HOURS_FROM_MS = 36_000_000;
/** Counts and rates are whole below, and in thousands from here on. */
const THOUSANDS_FROM = 10_000;

/** `313 ms`, `2.0 s`: the unit in which the number is at least 1, minutes from ten of them on. */
export function formatDurationMs(durationMs: number): string {
  if (!Number.isFinite(durationMs)) return durationMs === Infinity ? '∞' : NO_VALUE;
  if (durationMs === 0) return withUnit('0', 'ms');
  const sign = durationMs < 0 ? '−' : '';
  const { amount, unit } = inBestUnit(roundTo3(Math.abs(durationMs)));
  return sign + withUnit(digits(amount), unit);
}

/** `386`, `1,206`, `12.4k`, `3.02M`; below ten what is not whole keeps two digits. */
export function formatCount(count: number): string {
  if (!Number.isFinite(count)) return count === Infinity ? '∞' : NO_VALUE;
  const size = Math.abs(count);
  if (size < 10) return String(Number.isInteger(count) ? count + 0 : Number(count.toPrecision(2)));
  if (Math.round(size) < THOUSANDS_FROM) return grouped(Math.round(count));
  const scale = COUNT_SCALES.find(({ from }) => roundTo3(size) >= from) ?? COUNT_SCALES[COUNT_SCALES.length - 1];
  return `${Number((count / scale.from).toPrecision(SIGNIFICANT_DIGITS))}${scale.name}`;
}

/** `1,206/s`, in Chinese `1,206 次/秒`. */
export function formatRate(perSecond: number, language: NumberLanguage = 'en'): string {
  const count = formatCount(perSecond);
  if (Number.isNaN(perSecond)) return count;
  return language === 'zh-CN' ? withUnit(count, '次/秒') : `${count}/s`;
}

/**
 * `32.5%`, `5.25%`, `99.98%`. What is not quite all is never shown as 100%, and what is not quite nothing never as 0%:
 * the difference is what availability is about.
 */
export function formatRatio(ratio: number): string {
  if (!Number.isFinite(ratio)) return NO_VALUE;
  const percent = ratio * 100;
  if (percent > 0 && percent < 0.01) return '<0.01%';
  if (percent > 99.9 && percent < 100) return `${Math.floor(percent * 100 + 1e-6) / 100}%`;
  return `${Number(percent.toFixed(percent < 10 ? 2 : 1))}%`;
}

/** `2.49`: a factor that is usually small. */
export function formatFactor(factor: number): string {
  if (!Number.isFinite(factor)) return factor === Infinity ? '∞' : NO_VALUE;
  return Math.abs(factor) >= 1000 ? formatCount(factor) : String(Number(factor.toPrecision(SIGNIFICANT_DIGITS)));
}

/** `24 KiB` is written `24.6 kB`: decimal units, like the bandwidths they are compared with. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return NO_VALUE;
  const scale = BYTE_SCALES.find(({ from }) => roundTo3(Math.abs(bytes)) >= from) ?? { from: 1, name: 'B' };
  return withUnit(String(Number((bytes / scale.from).toPrecision(SIGNIFICANT_DIGITS))), scale.name);
}

/** `0:47.200`, `12:05`, `1:02:05`: a moment of the run. */
export function formatClock(tMs: number, decimals = 0): string {
  if (!Number.isFinite(tMs)) return NO_VALUE;
  // Cut, not rounded: a clock does not run ahead. The nudge undoes what binary fractions take away.
  const unit = 10 ** decimals;
  const ticks = Math.floor((Math.abs(tMs) / 1000) * unit + 1e-6);
  const seconds = Math.floor(ticks / unit);
  const fraction = decimals > 0 ? `.${String(ticks % unit).padStart(decimals, '0')}` : '';
  const minutes = Math.floor(seconds / 60);
  const clock = minutes < 60 ? String(minutes) : `${Math.floor(minutes / 60)}:${twoDigits(minutes % 60)}`;
  return `${tMs < 0 ? '−' : ''}${clock}:${twoDigits(seconds % 60)}${fraction}`;
}

/** Counts in running text: `1.4 M`, in Chinese counted in 万 and 亿 from ten thousand on. */
export function formatProseCount(count: number, language: NumberLanguage): string {
  if (!Number.isFinite(count)) return NO_VALUE;
  if (Math.round(count) < THOUSANDS_FROM) return formatCount(count);
  const scales = language === 'zh-CN' ? CHINESE_SCALES : COUNT_SCALES;
  const scale = scales.find(({ from }) => count >= from) ?? scales[scales.length - 1];
  return withUnit(String(Number((count / scale.from).toPrecision(SIGNIFICANT_DIGITS))), scale.name);
}

const COUNT_SCALES = [
  { from: 1e9, name: 'G' },
  { from: 1e6, name: 'M' },
  { from: 1e3, name: 'k' },
];
const CHINESE_SCALES = [
  { from: 1e8, name: '亿' },
  { from: 1e4, name: '万' },
];
const BYTE_SCALES = [
  { from: 1e12, name: 'TB' },
  { from: 1e9, name: 'GB' },
  { from: 1e6, name: 'MB' },
  { from: 1e3, name: 'kB' },
];

function inBestUnit(ms: number): { amount: number; unit: string } {
  if (ms < 0.001) return { amount: ms * 1e6, unit: 'ns' };
  if (ms < 1) return { amount: ms * 1000, unit: 'µs' };
  if (ms < 1000) return { amount: ms, unit: 'ms' };
  if (ms < MINUTES_FROM_MS) return { amount: ms / 1000, unit: 's' };
  return ms < HOURS_FROM_MS ? { amount: ms / 60_000, unit: 'min' } : { amount: ms / 3_600_000, unit: 'h' };
}

/** One decimal below a hundred, but none for what is whole and has two digits: 2.0, 8.8, 24, 24.3, 313. */
function digits(amount: number): string {
  if (amount >= 99.95) return grouped(Math.round(amount));
  const oneDecimal = amount.toFixed(1);
  return amount >= 10 && oneDecimal.endsWith('.0') ? oneDecimal.slice(0, -2) : oneDecimal;
}

function roundTo3(value: number): number {
  return Number(value.toPrecision(SIGNIFICANT_DIGITS));
}

/** Thousands by commas, in both languages. */
function grouped(whole: number): string {
  return String(whole).replace(/\B(?=(\d{3})+$)/g, ',');
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

function withUnit(number: string, unit: string): string {
  return number + UNIT_SPACE + unit;
}
