/** How far a parameter's slider goes: wide enough to try things, narrow enough to hit them. */
import { positionOf, valueAt } from '../ui/slider-scale.ts';
import type { QuantityKind } from '../../sim-core/index.ts';
import type { SliderRange } from '../ui/slider-scale.ts';

export interface RangeRequest {
  kind: QuantityKind;
  /** Allowed, in the unit of a bare number; undefined: no bound. */
  min: number | undefined;
  max: number | undefined;
  /** What is usual: the value as it was opened, and the default. NaN or infinite ones do not count. */
  usual: readonly number[];
  /** Where it stands now; the range always reaches it. */
  value: number;
}

/** Where nothing usual is known. */
const USUAL: Readonly<Record<QuantityKind, number>> = {
  duration: 100,
  rate: 100,
  size: 1000,
  bandwidth: 1e9,
  dataRate: 1e8,
  ratio: 0.5,
  integer: 4,
  number: 1,
};

/** The right end of a track is at least so many times what is usual. */
const ROOM: Readonly<Record<QuantityKind, number>> = {
  duration: 10,
  rate: 3,
  size: 10,
  bandwidth: 10,
  dataRate: 10,
  ratio: 1,
  integer: 2,
  number: 3,
};

/** Lengths of log tracks without a zero, as the share of the left end in the right one. */
const LOG_SHARE: Readonly<Partial<Record<QuantityKind, number>>> = { rate: 1e-3, number: 1e-3, bandwidth: 1e-5 };
const LONGEST_LOG_SHARE = 1e-5;

/** Counts up to here have a mark and a step each; beyond, the track is logarithmic. */
const STEPS_MAX = 20;
/** A share that usually is so small gets a track for small shares. */
const SMALL_RATIO = 0.05;
const SMALL_RATIO_MAX = 0.2;

export function rangeOf(request: RangeRequest): SliderRange {
  const known = request.usual.filter((value) => Number.isFinite(value) && value > 0);
  const usual = known.length > 0 ? Math.max(...known) : USUAL[request.kind];
  const range = usualRange(request.kind, usual, request);
  return reaching(range, request);
}

function usualRange(kind: QuantityKind, usual: number, { min = 0, max = Infinity }: RangeRequest): SliderRange {
  if (kind === 'ratio') {
    const end = usual <= SMALL_RATIO ? SMALL_RATIO_MAX : 1;
    return { scale: 'linear', min, max: Math.min(max, end), step: end / 200 };
  }
  if (kind === 'integer') return countRange(usual, min, max);
  if (kind === 'number' && max <= 1000 && usual <= 10) {
    const end = Math.min(max, Math.max(3, Math.ceil(usual * ROOM.number)));
    return { scale: 'linear', min, max: end, step: 0.05 };
  }
  const end = Math.min(max, decadeAbove(usual * ROOM[kind]));
  return { scale: 'log', min: logStart(kind, min, end), max: end, step: 0 };
}

/** A track from zero has its own way to begin; any other begins some decades below its end. */
function logStart(kind: QuantityKind, min: number, end: number): number {
  const share = LOG_SHARE[kind];
  if (min === 0 && share === undefined) return 0;
  return Math.max(min, end * (share ?? LONGEST_LOG_SHARE));
}

function countRange(usual: number, min: number, max: number): SliderRange {
  const wanted = usual <= 5 ? 10 : usual * ROOM.integer;
  if (wanted <= STEPS_MAX) return { scale: 'steps', min, max: Math.min(max, roundUp(wanted)), step: 1 };
  return { scale: 'log', min: Math.max(1, min), max: Math.min(max, decadeAbove(wanted)), step: 1 };
}

/** A value typed beyond the track makes the track longer, so that the thumb never lies about it. */
function reaching(range: SliderRange, { kind, value, max = Infinity }: RangeRequest): SliderRange {
  if (!Number.isFinite(value)) return range;
  if (value > range.max) {
    const end = kind === 'ratio' ? 1 : Math.min(max, range.scale === 'log' ? decadeAbove(value) : value);
    if (range.scale === 'steps' && end > STEPS_MAX) {
      return { scale: 'log', min: Math.max(1, range.min), max: decadeAbove(end), step: 1 };
    }
    return { ...range, max: end };
  }
  return value < range.min ? { ...range, min: value } : range;
}

/** What arrow keys in the field do: `steps` marks of a count, hundredths of any other track. */
export function stepped(value: number, steps: number, range: SliderRange): number {
  if (!Number.isFinite(value)) return range.max;
  if (range.scale === 'steps') return Math.min(Math.max(value + steps, range.min), Number.MAX_SAFE_INTEGER);
  const moved = valueAt(positionOf(value, range) + steps / 100, range);
  // Rounding may swallow a small step of a count on a log track.
  return moved === value && range.step === 1 ? Math.max(range.min, value + steps) : moved;
}

function decadeAbove(value: number): number {
  const decade = 10 ** Math.ceil(Math.log10(value) - 1e-9);
  return Number(decade.toPrecision(1));
}

function roundUp(count: number): number {
  return count <= 10 ? 10 : Math.ceil(count / 5) * 5;
}
