/**
 * The first minutes of a story in a few seconds: slow motion while the first fault strikes, quickly through it, and slow
 * again once it has been over for a while. Where nothing breaks it begins where the story does. Any wish of the reader's
 * ends the ride.
 */
import type { Topology } from '../engine/protocol.ts';

/** From `fromMs` (simulated) on, at `speed` (simulated per real time). */
export interface RideLeg {
  readonly fromMs: number;
  readonly speed: number;
}

/** Real seconds before the first fault and of its beginning, and of the rest of it. */
const LEAD_SECONDS = 3;
const STRIKE_SECONDS = 3;
const THROUGH_SECONDS = 6;
/** Simulated time after the fault in which the harm fades. */
const AFTERMATH_MS = 10_000;

/**
 * Legs in order of time; one alone where there is no fault to see, or it is as short as its beginning.
 * @param storyMs simulated time that the first step of the story is about
 */
export function rideOf({ faults, watchingSpeed, durationMs }: Topology, storyMs = 0): readonly RideLeg[] {
  const first = faults.toSorted((a, b) => a.atMs - b.atMs).at(0);
  const startMs = Math.max(0, (first?.atMs ?? storyMs) - LEAD_SECONDS * 1000 * watchingSpeed);
  const start = { fromMs: startMs, speed: watchingSpeed };
  if (first === undefined) return [start];
  const struckMs = first.atMs + STRIKE_SECONDS * 1000 * watchingSpeed;
  const endMs = Math.min(durationMs, first.atMs + (first.forMs ?? durationMs));
  const speed = roundedUp((endMs - struckMs) / (THROUGH_SECONDS * 1000));
  const overMs = endMs + AFTERMATH_MS;
  if (endMs <= struckMs || speed <= watchingSpeed) return [start];
  const legs = [start, { fromMs: struckMs, speed }];
  return overMs < durationMs ? [...legs, { fromMs: overMs, speed: watchingSpeed }] : legs;
}

/** The speed of the leg that a moment is on. */
export function rideSpeed(legs: readonly RideLeg[], tMs: number): number {
  return legs.findLast(({ fromMs }) => tMs >= fromMs)?.speed ?? legs[0].speed;
}

function roundedUp(speed: number): number {
  const decade = 10 ** Math.floor(Math.log10(Math.max(speed, 1e-3)) + 1e-9);
  const step = [1, 2, 5, 10].find((digit) => digit * decade >= speed * 0.999) ?? 10;
  return Number((step * decade).toPrecision(1));
}
