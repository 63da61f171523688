/**
 * One measurement in a process of its own: `main <program> <size>` prints a line of JSON. Rates and costs are by
 * processor time of the process (its garbage collection and compilation included), which other work on the machine
 * disturbs less than time by the clock.
 */
import { existsSync, readFileSync } from 'node:fs';
import { hold, holdTimers, prepareHold } from './growth.ts';
import { PARTS } from './parts.ts';
import { runW1 } from './w1.ts';
import { runW2, w2GuardsScenario, w2PoliciesScenario, w2Scenario } from './w2.ts';

const PENDING = [10, 1_000, 100_000, 1_000_000];
const REPEATS = 5;

const [program, sizeText] = process.argv.slice(2);
const size = Number(sizeText);
const PROGRAMS: Readonly<Record<string, () => object>> = {
  w1,
  w2: () => product(w2Scenario),
  'w2-policies': () => product(w2PoliciesScenario),
  'w2-guards': () => product(w2GuardsScenario),
  growth,
  parts,
};

if (!(program in PROGRAMS) || !(size > 0)) {
  console.error(`usage: main ${Object.keys(PROGRAMS).join('|')} <size>`);
  process.exit(2);
}
console.log(JSON.stringify({ ...PROGRAMS[program](), peakMiB: peakMiB() }));

function w1(): object {
  runW1(Math.min(size, 100_000));
  const { seconds, value } = timed(() => runW1(size));
  return { perSecond: size / seconds, mean: value.mean, digest: value.digest };
}

function product(scenarioOf: (requests: number) => ReturnType<typeof w2Scenario>): object {
  runW2(scenarioOf(Math.min(size, 40_000)));
  const scenario = scenarioOf(size);
  const { seconds, value } = timed(() => runW2(scenario));
  const { requests, artMs } = value.summary.system;
  return { perSecond: requests / seconds, mean: artMs, eventsPerSecond: value.events / seconds, digest: value.digest };
}

function growth(): object {
  const costs: Record<string, { holdNs: number; timerNs: number }> = {};
  for (const pending of PENDING) {
    const { queue, draws } = prepareHold(pending);
    hold(queue, draws, size);
    const holdNs = bestNs(() => hold(queue, draws, size), size);
    holdTimers(pending, Math.min(size, 1000));
    const setUpNs = bestNs(() => holdTimers(pending, 1), 1);
    const timerNs = (bestNs(() => holdTimers(pending, size), 1) - setUpNs) / size;
    costs[pending] = { holdNs, timerNs };
  }
  return { costs };
}

function parts(): object {
  const costs: Record<string, number> = {};
  for (const [name, part] of Object.entries(PARTS)) {
    part(size);
    costs[name] = bestNs(() => part(size), size);
  }
  return { costs };
}

/** Nanoseconds for each of `count`, the best of several times. */
function bestNs(action: () => unknown, count: number): number {
  let best = Infinity;
  for (let i = 0; i < REPEATS; i++) best = Math.min(best, timed(action).seconds);
  return (best * 1e9) / count;
}

function timed<T>(action: () => T): { seconds: number; value: T } {
  const before = process.cpuUsage();
  const value = action();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (user + system) / 1e6, value };
}

/** Of this process alone: what Linux gives as its maximum includes the process it was started from. */
function peakMiB(): number {
  const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : '';
  const kiB = /VmHWM:\s+(\d+)/.exec(status)?.[1];
  return (kiB === undefined ? process.resourceUsage().maxRSS : Number(kiB)) / 1024;
}
