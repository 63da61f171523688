/** What the parts of an event cost, each in a loop of its own. */
import { Digest } from '../sim-core/kernel/digest.ts';
import {
  compileDistribution,
  type Distribution,
  type ResolvedDistribution,
  sample,
} from '../sim-core/kernel/distributions.ts';
import { exp, ln, pow } from '../sim-core/kernel/math.ts';
import { createStream, deriveKey, Generator } from '../sim-core/kernel/random.ts';
import { Histogram } from '../sim-core/stats/histogram.ts';

/** Runs the part `count` times and returns something that depends on all of it. */
export type Part = (count: number) => number;

const generator = createStream('parts', 0, 'draws');

export const PARTS: Readonly<Record<string, Part>> = {
  'loop alone': (count) => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += i * 0.5;
    return sum;
  },
  '32-bit draw': (count) => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum ^= generator.next32();
    return sum;
  },
  '52-bit draw': (count) => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += generator.nextUnit();
    return sum;
  },
  'keyed 52-bit draw': (count) => {
    const keyed = new Generator();
    let sum = 0;
    for (let i = 0; i < count; i++) {
      keyed.setKey(77, i, ~i);
      sum += keyed.nextUnit();
    }
    return sum;
  },
  'child key': (count) => {
    const keys = new Int32Array(64);
    for (let i = 0; i < count; i++) deriveKey(keys, i & 31, i, ~i, 3, 4);
    return keys[0];
  },
  exponential: sampling({ kind: 'exponential', mean: 1 }),
  normal: sampling({ kind: 'normal', mean: 10, stddev: 1 }),
  lognormal: sampling({ kind: 'lognormal', mu: 0, sigma: 1 }),
  gamma: sampling({ kind: 'gamma', mean: 1, shape: 2.5 }),
  weibull: sampling({ kind: 'weibull', scale: 1, shape: 1.5 }),
  pareto: sampling({ kind: 'pareto', scale: 1, shape: 1.5, cap: 1000 }),
  ln: (count) => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += ln(i + 0.5);
    return sum;
  },
  exp: (count) => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += exp((i & 1023) * -0.01);
    return sum;
  },
  pow: (count) => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += pow((i & 1023) * 0.01, 0.7);
    return sum;
  },
  'digest of an event': (count) => {
    const digest = new Digest('1', '1', 0);
    for (let i = 0, timeNs = 0; i < count; i++, timeNs += 12_345_678) digest.update(timeNs, i & 15, i, 0);
    return digest.snapshot()[0];
  },
  'histogram insert': (count) => {
    const histogram = new Histogram();
    for (let i = 0; i < count; i++) histogram.add((Math.imul(i, 0x9e3779b1) >>> 8) + 1000);
    return histogram.count;
  },
};

function sampling(spec: ResolvedDistribution): Part {
  const distribution: Distribution = compileDistribution(spec);
  return (count) => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += sample(distribution, generator);
    return sum;
  };
}
