/**
 * How slowly a scenario should be played so that its calls can be followed with the eye: a message takes a good half
 * second across the screen. Where messages are so fast, or requests so rare, that hardly anything would happen then,
 * it is played fast enough for a few requests each second instead.
 */
import { meanOf } from '../../sim-core/index.ts';
import type { ResolvedScenario as Scenario } from '../../sim-core/index.ts';

const LEG_ON_SCREEN_MS = 600;
const REQUESTS_PER_REAL_SECOND = 8;
const MIN_SPEED = 0.001;
const MAX_SPEED = 1000;
const NS_PER_MS = 1e6;

/** Simulated seconds per real second, rounded to 1, 2 or 5 times a power of ten. */
export function watchingSpeedOf(scenario: Scenario): number {
  const legMs = medianLegMs(scenario);
  const byLeg = legMs / LEG_ON_SCREEN_MS;
  const rate = requestsPerSecond(scenario);
  const byRate = rate > 0 ? REQUESTS_PER_REAL_SECOND / rate : 0;
  return rounded(Math.min(MAX_SPEED, Math.max(MIN_SPEED, byLeg, byRate)));
}

function medianLegMs(scenario: Scenario): number {
  const legs = scenario.links
    .flatMap(({ network }) => (network.latency === null ? [] : [meanOf(network.latency) / NS_PER_MS]))
    .filter((ms) => ms > 0 && ms < Infinity)
    .sort((a, b) => a - b);
  return legs[Math.floor(legs.length / 2)] ?? 0;
}

function requestsPerSecond(scenario: Scenario): number {
  let sum = 0;
  for (const { arrivals } of scenario.workloads) {
    if (arrivals.kind === 'poisson' || arrivals.kind === 'constant') sum += arrivals.ratePerSecond;
    if (arrivals.kind === 'bursty') sum += Math.max(...arrivals.states.map(({ ratePerSecond }) => ratePerSecond));
    if (arrivals.kind === 'closed') sum += (arrivals.users * 1000 * NS_PER_MS) / Math.max(1, meanOf(arrivals.think));
  }
  return sum;
}

function rounded(speed: number): number {
  const decade = 10 ** Math.floor(Math.log10(speed) + 1e-9);
  const digit = speed / decade;
  const step = digit < 1.5 ? 1 : digit < 3.5 ? 2 : digit < 7.5 ? 5 : 10;
  return Number((step * decade).toPrecision(1));
}
