import { describe, expect, it } from 'vitest';
import { simulate } from '../../sim-core/index.ts';
import { Recorder } from '../determinism/recorder.ts';
import { accepted, queue } from '../scenario/documents.ts';
import { only, play, scenario } from './story.ts';

const deadline = (of: string, more: Record<string, unknown> = {}) => ({
  '*': { deadline: of, propagateDeadline: true, ...more },
});
const times = (given: Record<string, number[]>) =>
  Object.fromEntries(Object.entries(given).map(([id, list]) => [id, { call: 'a', arrivals: { times: list } }]));
const answers = (lines: readonly string[]) => only(lines, 'answered', 'refused');

describe('queue.dropExpired', () => {
  const service = (more: Record<string, unknown> = {}) => ({
    work: '10ms',
    queue: { dropExpired: true },
    ...more,
  });

  it('drops who gets a worker when the deadline is over, at no cost, and serves the next', () => {
    const { lines } = play({
      services: { a: service() },
      links: deadline('15ms'),
      workloads: times({ p: [0], q: [1], r: [2], s: [9] }),
    });
    // q begins at 10 and is given up at 16; at 20 r, from 2, is too late; s, until 24, is not.
    expect(answers(lines)).toEqual([
      '10 answered a#1 ok',
      '20 answered a#1 ok',
      '20 answered a#1 deadline-exceeded',
      '30 answered a#1 ok',
    ]);
    expect(only(lines, 'released').map((line) => line.split(' ')[3])).toEqual(['held=10', 'held=10', 'held=10']);
  });

  it('refuses who comes too late, at the very instant too', () => {
    const { lines } = play({
      services: { a: service() },
      links: deadline('5ms', { network: { latency: '5ms' } }),
      workloads: times({ p: [0] }),
    });
    expect(answers(lines)).toEqual(['5 refused a#1 deadline-exceeded']);
  });

  it('goes by what is left of the deadline of the call above', () => {
    const { lines } = play({
      services: {
        a: { concurrency: 'infinite', steps: [{ call: 'b' }] },
        b: service(),
      },
      links: { 'p->a': { deadline: '15ms', propagateDeadline: true }, 'a->b': { propagateDeadline: true } },
      workloads: times({ p: [0, 1, 2] }),
    });
    expect(answers(lines).filter((line) => line.includes('b#1'))).toEqual([
      '10 answered b#1 ok',
      '20 answered b#1 ok',
      '20 answered b#1 deadline-exceeded',
    ]);
  });

  it('does not look at work that has begun', () => {
    const { lines } = play({
      services: {
        a: service({
          threading: 'async',
          work: undefined,
          steps: ['2ms', '8ms'].flatMap((of) => [{ delay: '1ms' }, { work: of }]),
        }),
      },
      links: deadline('5ms'),
      workloads: times({ p: [0] }),
    });
    expect(answers(lines)).toEqual(['12 answered a#1 ok']);
  });

  it('keeps goodput in overload, where without it all work is for nobody', () => {
    const result = (dropExpired: boolean) => {
      const recorder = new Recorder();
      const { summary } = simulate(
        scenario({
          duration: '30s',
          services: { a: { work: { exponential: { mean: '10ms' } }, queue: { dropExpired } } },
          links: deadline('100ms'),
          workloads: { p: { call: 'a', arrivals: { poisson: 150 } } },
        }),
        { observers: [recorder] },
      );
      return { summary, arrivals: recorder.arrivals };
    };
    const [without, dropping] = [false, true].map(result);
    expect(dropping.arrivals).toEqual(without.arrivals);
    const good = ({ summary }: typeof without) => 1 - summary.workloads.p.failed / summary.workloads.p.requests;
    // The queue grows by half a second each second: soon everybody is late.
    expect(good(without)).toBeLessThan(0.05);
    // Whoever is served has waited almost 100 ms: those of its work that ends in time. Of 100 served a second the rest is late.
    expect(dropping.summary.services.a.failedBy['deadline-exceeded']).toBeGreaterThan(1000);
    expect(good(dropping)).toBeGreaterThan(5 * good(without));
  });

  it('keeps nearly all of it when work is short beside the deadline', () => {
    const good = (dropExpired: boolean) => {
      const { workloads } = simulate(
        scenario({
          duration: '20s',
          services: {
            a: { concurrency: 8, work: { exponential: { mean: '10ms' } }, queue: { dropExpired, discipline: 'lifo' } },
          },
          links: deadline('200ms'),
          workloads: { p: { call: 'a', arrivals: { poisson: 1200 } } },
        }),
      ).summary;
      return 1 - workloads.p.failed / workloads.p.requests;
    };
    // 800 of 1200 can be served.
    expect(good(true)).toBeGreaterThan(0.63);
    expect(good(true)).toBeGreaterThanOrEqual(good(false));
  });

  it('without deadlines changes not a bit, which is warned about', () => {
    const result = (dropExpired: boolean, links: Record<string, unknown>) =>
      simulate(
        scenario({
          services: { a: { work: { exponential: { mean: '10ms' } }, queue: { dropExpired } } },
          links,
          workloads: { p: { call: 'a', arrivals: { poisson: 90 } } },
        }),
      );
    const kept = { '*': { deadline: '50ms' } };
    expect(result(true, {}).digest).toBe(result(false, {}).digest);
    expect(result(true, kept).digest).toBe(result(false, kept).digest);
    const warningsOf = (link: Record<string, unknown>) =>
      accepted(queue({ queue: { dropExpired: true } }, link)).warnings.map(({ code, path }) => `${code} ${path}`);
    expect(warningsOf({ deadline: '50ms' })).toEqual(['no-deadline services.server.queue.dropExpired']);
    expect(warningsOf({ deadline: '50ms', propagateDeadline: true })).toEqual([]);
  });
});
