import { describe, expect, it } from 'vitest';
import { createSimulation, simulate } from '../../sim-core/index.ts';
import { only, play, scenario } from './story.ts';

type Document = Record<string, unknown>;

const once = (atMs: number[]) => ({ user: { call: 'a', arrivals: { times: atMs } } });
const given = (cancellation: string, service: Document = {}): Document => ({
  services: { a: { work: '10ms', cancellation, ...service } },
  links: { 'user->a': { network: { latency: '1ms' }, timeout: '5ms' } },
  workloads: once([0, 0]),
});

describe('when the caller has given up', () => {
  it('`none` works on for nobody', () => {
    expect(only(play(given('none')).lines, 'answered', 'released')).toEqual([
      '11 released a#1 held=10 wasted=6',
      '11 answered a#1 ok',
      '21 released a#1 held=10 wasted=10',
      '21 answered a#1 ok',
    ]);
  });

  it('`queued` lets those go that wait for their first worker, one latency later', () => {
    expect(only(play(given('queued')).lines, 'answered', 'released')).toEqual([
      '6 answered a#1 cancelled',
      '11 released a#1 held=10 wasted=6',
      '11 answered a#1 ok',
    ]);
  });

  it('`all` stops work in hand too; who gets that worker in the same instant is stopped next', () => {
    expect(only(play(given('all')).lines, 'answered', 'released')).toEqual([
      '6 released a#1 held=5 wasted=1',
      '6 answered a#1 cancelled',
      '6 released a#1 held=0 wasted=0',
      '6 answered a#1 cancelled',
    ]);
  });

  it('the word does not overtake the request, and an answer on its way is left alone', () => {
    const slow = {
      services: { a: { work: '10ms', cancellation: 'all' } },
      links: { 'user->a': { network: { latency: '20ms' }, timeout: '5ms' } },
      workloads: once([0]),
    };
    expect(only(play(slow).lines, 'admitted', 'answered')).toEqual(['20 admitted a#1', '25 answered a#1 cancelled']);
    const late = { ...slow, links: { 'user->a': { network: { latency: '4ms' }, timeout: '16ms' } } };
    expect(only(play(late).lines, 'answered', 'ended')).toEqual([
      '14 answered a#1 ok',
      '16 ended user->a timeout send=4 process=10 respond=2',
    ]);
  });

  it('the word waits for a request that was lost and comes with it', () => {
    const { lines } = play({
      services: { a: { work: '10ms', concurrency: 'infinite', cancellation: 'all' } },
      links: { 'user->a': { network: { latency: '1ms', loss: '50%', rto: '20ms' }, timeout: '5ms' } },
      workloads: once(Array.from({ length: 40 }, (_, i) => 100 * i)),
    });
    const late = only(lines, 'admitted')
      .map((line) => line.split(' ')[0])
      .filter((time) => Number(time) % 100 > 5);
    expect(late.length).toBeGreaterThan(2);
    expect(only(lines, 'answered')).toEqual(
      expect.arrayContaining(late.map((time) => `${time} answered a#1 cancelled`)),
    );
  });

  it('`all` abandons the calls below, so that the word travels on', () => {
    const { lines } = play({
      services: {
        a: { cancellation: 'all', steps: [{ parallel: [{ call: 'b' }, { steps: [{ work: '30ms' }] }] }] },
        b: { cancellation: 'all', work: '30ms' },
      },
      links: { '*': { network: { latency: '1ms' } }, 'user->a': { timeout: '10ms' } },
      workloads: once([0]),
    });
    expect(only(lines, 'ended', 'answered', 'released')).toEqual([
      '10 ended user->a timeout send=1 downstream=9',
      '11 ended a->b cancelled',
      '11 released a#1 held=10 wasted=1',
      '11 answered a#1 cancelled',
      '12 released b#1 held=10 wasted=2',
      '12 answered b#1 cancelled',
    ]);
  });

  it('a decided `parallel` stops its other branches at once', () => {
    const work = (cancellation: string) => {
      const { lines } = play({
        services: {
          a: {
            cancellation,
            threading: 'async',
            concurrency: 2,
            steps: [{ parallel: [{ steps: [{ work: '5ms' }] }, { steps: [{ work: '30ms' }] }], need: 'any' }],
          },
        },
        workloads: once([0]),
      });
      return only(lines, 'answered', 'released');
    };
    expect(work('none')).toEqual([
      '0 released a#1 held=0 wasted=0',
      '5 released a#1 held=5 wasted=0',
      '5 answered a#1 ok',
      '30 released a#1 held=30 wasted=25',
    ]);
    expect(work('all').at(-1)).not.toContain('held=30');
  });
});

describe('cancellation', () => {
  const busy = (cancellation: string): Document => ({
    services: {
      a: { instances: 2, cancellation, threading: 'async', steps: [{ work: '4ms' }, { call: 'b' }, { work: '4ms' }] },
      b: { instances: 2, cancellation, concurrency: 2, work: { exponential: { mean: '15ms' } } },
    },
    links: { '*': { timeout: '50ms', network: { latency: '500us' }, retry: { maxAttempts: 2 } } },
    workloads: { user: { call: 'a', arrivals: { poisson: 180 } } },
    faults: [{ mtbf: '600ms', mttr: '60ms', crash: { target: 'b' } }],
  });

  it('wastes less and less work', () => {
    const wasted = (kind: string) => simulate(scenario(busy(kind)), { check: true }).summary.system.wastedWork ?? 0;
    const [none, queued, all] = ['none', 'queued', 'all'].map(wasted);
    expect(none).toBeGreaterThan(queued + 0.02);
    // What began in time is wasted too, unless work in hand stops.
    expect(queued).toBeGreaterThan(10 * all);
  });

  it('changes nothing where nobody gives up', () => {
    const digest = (cancellation: string) => {
      const document = { ...busy(cancellation), links: {}, faults: [] };
      return simulate(scenario(document)).digest;
    };
    expect(digest('all')).toBe(digest('none'));
  });

  it('leaves arrivals as they are', () => {
    const starts = (kind: string) => only(play(busy(kind)).lines, 'call').filter((line) => line.includes('user'));
    expect(starts('all')).toEqual(starts('none'));
  });

  it.each(['queued', 'all'])('goes on alike from a snapshot (%s)', (kind) => {
    const running = createSimulation(scenario(busy(kind)), { check: true });
    running.runUntil(4321);
    const fresh = createSimulation(scenario(busy(kind)), { check: true });
    fresh.restore(structuredClone(running.snapshot()));
    running.run();
    fresh.run();
    expect(fresh.result()).toEqual(running.result());
    expect(running.auditor?.report()).toEqual([]);
  });
});
