import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSimulation, simulate } from '../../sim-core/index.ts';
import { findings, queue } from '../scenario/documents.ts';
import { only, play, scenario } from './story.ts';

type Document = Record<string, unknown>;

const herd = (population: Document, more: Document = {}, top: Document = {}): Document => ({
  services: { a: { concurrency: 'infinite', work: '1ms' } },
  workloads: { user: { call: 'a', arrivals: { times: [] }, population, ...more } },
  ...top,
});

const timesOf = (document: Document) => only(play(document).lines, 'call').map((line) => Number(line.split(' ')[0]));

describe('a herd', () => {
  it('comes at once, with one request of each client, at every time', () => {
    const times = timesOf(herd({ clients: 5, reconnectAt: ['2s', '1s', '2s'] }));
    expect(times).toEqual([...Array(5).fill(1000), ...Array(10).fill(2000)]);
  });

  it('comes spread evenly over a span: N / W a second instead of N at once', () => {
    const times = timesOf(herd({ clients: 2000, reconnectAt: ['1s', '5s'], over: '2s' }));
    expect(times).toHaveLength(4000);
    for (let from = 1000; from < 3000; from += 500) {
      const count = times.filter((ms) => ms >= from && ms < from + 500).length;
      expect(Math.abs(count - 500)).toBeLessThan(5 * Math.sqrt(500 * 0.75));
    }
    expect(times.every((ms) => (ms >= 1000 && ms <= 3000) || (ms >= 5000 && ms <= 7000))).toBe(true);
  });

  it('is as large as it is said to be, whatever the span', () => {
    const span = fc.constantFrom('0s', '1ms', '700ms', '3s');
    expect(() =>
      fc.assert(
        fc.property(fc.nat(200), fc.nat(3), span, (clients, repeats, over) => {
          const reconnectAt = Array.from({ length: repeats }, (_, index) => `${index}s`);
          return timesOf(herd({ clients, reconnectAt, over })).length === clients * repeats;
        }),
        { numRuns: 40, seed: 3 },
      ),
    ).not.toThrow();
  });

  it('comes besides the arrivals and changes none of them', () => {
    const lines = (more: Document) =>
      play({
        services: { a: { concurrency: 'infinite', work: { exponential: { mean: '3ms' } } } },
        workloads: { user: { call: 'a', arrivals: { poisson: 100 }, clients: 4, ...more } },
      }).lines;
    const without = only(lines({}), 'ended');
    const during = new Set(only(lines({ population: { clients: 50, reconnectAt: ['1s'], over: '1s' } }), 'ended'));
    expect(without.filter((line) => !during.has(line))).toEqual([]);
    expect(during.size).toBe(without.length + 50);
  });

  it('has demands of its own for each member and each time', () => {
    const { lines } = play({
      ...herd({ clients: 20, reconnectAt: ['1s', '2s'] }),
      services: { a: { concurrency: 'infinite', work: { exponential: { mean: '3ms' } } } },
    });
    expect(new Set(only(lines, 'ended').map((line) => line.split('process=')[1])).size).toBe(40);
  });

  it('stands behind the calling clients in turn, each member always behind the same', () => {
    const { lines } = play({
      ...herd({ clients: 6, reconnectAt: ['1s'] }, { clients: 3 }),
      services: { a: { instances: 2, concurrency: 'infinite', work: '1ms' } },
    });
    // Three clients with two requests each, and round robin within each: every client meets both instances.
    const instances = only(lines, 'attempt').map((line) => line.split(' ')[2]);
    expect(instances.slice(0, 3).every((name, client) => name !== instances[client + 3])).toBe(true);
  });

  it('goes through a session where the workload has one', () => {
    const { lines } = play({
      services: { a: { concurrency: 'infinite', work: '1ms' }, b: { concurrency: 'infinite', work: '1ms' } },
      workloads: {
        user: {
          session: [{ call: 'a', think: '9ms' }, { call: 'b' }],
          arrivals: { constant: 0 },
          population: { clients: 2, reconnectAt: ['1s'] },
        },
      },
    });
    expect(only(lines, 'call')).toEqual([
      '1000 call user->a',
      '1000 call user->a',
      '1010 call user->b',
      '1010 call user->b',
    ]);
  });

  it('goes on alike from a snapshot', () => {
    const document = scenario(herd({ clients: 300, reconnectAt: ['1s', '1500ms'], over: '1s' }, { clients: 7 }));
    const whole = simulate(document);
    for (const ms of [500, 1700]) {
      const running = createSimulation(document);
      running.runUntil(ms);
      const other = createSimulation(document);
      other.restore(structuredClone(running.snapshot()));
      other.run();
      expect(other.result().digest).toBe(whole.digest);
    }
  });

  it('needs times, and is warned about where it comes too late', () => {
    const found = (population: Document) =>
      findings({
        ...queue(),
        workloads: { clients: { call: 'server', arrivals: { poisson: 1 }, population } },
      });
    expect(found({})).toEqual(['missing-key workloads.clients.population']);
    expect(found({ reconnectAt: ['1s'], clients: 100_001 })).toEqual([
      'out-of-range workloads.clients.population.clients',
    ]);
    const late = scenario(herd({ reconnectAt: ['1s', '10s'] }));
    expect(late.warnings.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'herd-after-end workloads.user.population.reconnectAt',
    ]);
  });
});
