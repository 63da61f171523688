/** A metric's value in the notation of its unit. */
import {
  formatBytes,
  formatCount,
  formatDurationMs,
  formatFactor,
  formatRate,
  formatRatio,
  NO_VALUE,
} from './format.ts';
import type { NumberLanguage } from './format.ts';

const RATIOS = new Set([
  'availability',
  'ehr',
  'uptime',
  'utilization',
  'cpu',
  'waitedRatio',
  'wastedWork',
  'staleRatio',
  'crossZoneRatio',
]);
const FACTORS = new Set(['attemptsPerRequest', 'inFlightMean', 'queueLength.mean']);

/** @param name as results name it: "artMs", "availability", "queueLength.mean" */
export function formatMetric(name: string, value: number | null | undefined, language: NumberLanguage): string {
  if (value === undefined || value === null || Number.isNaN(value)) return NO_VALUE;
  if (name.endsWith('Ms')) return formatDurationMs(value);
  if (name.endsWith('Rps')) return formatRate(value, language);
  if (name === 'bytes' || name === 'egressBytes') return formatBytes(value);
  if (RATIOS.has(name)) return formatRatio(value);
  return FACTORS.has(name) ? formatFactor(value) : formatCount(value);
}
