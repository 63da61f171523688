/** Instances as they are written, `3` or `{ count, zones, speeds, weights }`, and the same with one thing changed. */
import { isMap } from '../store/document-diff.ts';
import { numberOf } from './written.ts';

export interface Spread {
  readonly count: number;
  /** Given to the instances in turn; empty: they are in no zone. */
  readonly zones: readonly string[];
  /** One for each instance; null: all are 1. */
  readonly speeds: readonly number[] | null;
}

export function spreadOf(written: unknown): Spread {
  const map = isMap(written) ? written : { count: written };
  const count = numberOf('integer', map.count ?? 1);
  return {
    count: Number.isFinite(count) ? count : 1,
    zones: Array.isArray(map.zones) ? map.zones.map(String) : [],
    speeds: Array.isArray(map.speeds) ? map.speeds.map(Number) : null,
  };
}

/** Lists with an entry for each instance grow and shrink with the count; new instances are as usual: 1. */
export function withCount(written: unknown, count: unknown): unknown {
  if (!isMap(written)) return count;
  const isCount = typeof count === 'number' && Number.isInteger(count) && count >= 0;
  const resized = (list: unknown) => (isCount && Array.isArray(list) ? sized(list, count) : list);
  return plainest({ ...written, count, speeds: resized(written.speeds), weights: resized(written.weights) });
}

export function withZones(written: unknown, zones: readonly string[]): unknown {
  return plainest({ ...asMap(written), zones: zones.length > 0 ? zones : undefined });
}

export function withSpeeds(written: unknown, speeds: readonly number[] | null): unknown {
  return plainest({ ...asMap(written), speeds: speeds ?? undefined });
}

/** "az-a, az-b" and "az-a az-b" are the same list. */
export function listed(typed: string): string[] {
  return typed.split(/[\s,，、]+/).filter((name) => name !== '');
}

export function zoneOf({ zones }: Spread, index: number): string {
  return zones.length > 0 ? zones[index % zones.length] : '';
}

function sized(list: readonly unknown[], count: number): unknown[] {
  return Array.from({ length: count }, (_, index) => (index < list.length ? list[index] : 1));
}

function asMap(written: unknown): Readonly<Record<string, unknown>> {
  return isMap(written) ? written : { count: written ?? 1 };
}

/** A count alone is written as a number. */
function plainest(map: Readonly<Record<string, unknown>>): unknown {
  const given = Object.entries(map).filter(([, value]) => value !== undefined);
  return given.length === 1 && given[0][0] === 'count' ? map.count : Object.fromEntries(given);
}
