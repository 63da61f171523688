import { describe, expect, it } from 'vitest';
import { createSimulation, simulate } from '../../sim-core/index.ts';
import { Recorder } from '../determinism/recorder.ts';
import { demands, everything } from '../determinism/scenes.ts';
import { only, play, scenario } from '../model/story.ts';
import { accepted, findings, queue } from '../scenario/documents.ts';

type Document = Record<string, unknown>;

/** A request each 10 ms to ten instances, of which the first `failing` answer with errors. */
function calling(outlierDetection: Document | undefined, failing: number, given: Document = {}): Document {
  return {
    ...{ duration: '100s', seed: 3 },
    services: { a: { instances: 10, concurrency: 'infinite', work: '1ms' } },
    links: { 'user->a': { balancer: { policy: 'round-robin', ...given }, outlierDetection } },
    workloads: { user: { call: 'a', arrivals: { constant: 100 } } },
    faults: [{ at: 0, for: '100s', error: { target: `a#1..${failing}`, rate: '100%' } }],
  };
}

const linkOf = (document: Document) => simulate(scenario(document)).summary.links['user->a'];

function detected(outlierDetection: Document | undefined): Document {
  const document = everything() as Document & { links: Record<string, Document> };
  document.links['*'].outlierDetection = outlierDetection;
  return document;
}

describe('outlier detection', () => {
  it('ejects the instance that fails five times in a row, and takes it back at a sweep', () => {
    const { lines, simulation } = play(calling({}, 1));
    const failed = only(lines, 'ended').filter((line) => line.includes(' error'));
    const times = failed.map((line) => Math.floor(Number(line.split(' ')[0]) / 1000));
    // Five in the first half second, five more after each ejection of 30 s, then 60 s, up to the next sweep.
    expect(times.slice(0, 5)).toEqual([0, 0, 0, 0, 0]);
    expect(times).toHaveLength(10);
    expect(times[5]).toBeGreaterThanOrEqual(30);
    expect(times[5]).toBeLessThanOrEqual(40);
    expect(simulation.result().summary.links['user->a'].ejections).toBe(2);
  });

  it('ejects no more than its share, so that the other goes on to fail', () => {
    const { ejections, failedBy } = linkOf(calling({ maxEjectionPercent: '10%' }, 2));
    expect(ejections).toBeGreaterThan(0);
    expect(failedBy.error).toBeGreaterThan(500);
    expect(linkOf(calling({ maxEjectionPercent: '20%' }, 2)).failedBy.error).toBeLessThan(40);
  });

  it('is ignored in panic, when more than half are ejected', () => {
    const all = { maxEjectionPercent: '100%', baseEjectionTime: '1h', maxEjectionTime: '1h' };
    expect(linkOf(calling(all, 5)).failedBy.error).toBe(25);
    // Six of ten are ejected: 40 % healthy, and all ten are asked again.
    expect(linkOf(calling(all, 6)).failedBy.error).toBeGreaterThan(5000);
    expect(linkOf(calling(all, 6, { panicThreshold: '40%' })).failedBy.error).toBe(30);
    expect(linkOf(calling(all, 6, { failTrafficOnPanic: true })).failedBy['no-instance']).toBeGreaterThan(9000);
  });

  it('that ejects all without panic leaves no instance', () => {
    const all = { maxEjectionPercent: '100%', baseEjectionTime: '1h', maxEjectionTime: '1h' };
    expect(linkOf(calling(all, 10, { panicThreshold: 0 })).failedBy).toMatchObject({ error: 50, 'no-instance': 9949 });
  });

  it('is seen by each caller for itself', () => {
    const document = calling({ baseEjectionTime: '1h', maxEjectionTime: '1h' }, 1);
    const workloads = { user: { ...(document.workloads as Record<string, Document>).user, clients: 4 } };
    expect(linkOf({ ...document, workloads })).toMatchObject({ ejections: 4, failedBy: { error: 20 } });
  });

  it('compares success rates over an interval', () => {
    const document = calling({ consecutive5xx: 0, interval: '20s', baseEjectionTime: '1h', maxEjectionTime: '1h' }, 1);
    const faults = [{ at: 0, for: '100s', error: { target: 'a#1', rate: '40%' } }];
    const { ejections, failedBy } = linkOf({ ...document, faults });
    expect(ejections).toBe(1);
    expect(failedBy.error).toBeLessThan(200);
  });

  it('counts timeouts and refusals as gateway failures', () => {
    const keys = { consecutive5xx: 0, consecutiveGatewayFailure: 3, enforcingConsecutiveGatewayFailure: '100%' };
    const document = calling({ ...keys, baseEjectionTime: '1h', maxEjectionTime: '1h' }, 1);
    const faults = [{ at: 0, for: '100s', crash: { target: 'a#1' } }];
    expect(linkOf({ ...document, faults }).failedBy['connect-failure']).toBe(3);
  });

  it('is forgotten with the process that calls', () => {
    const document: Document = {
      ...{ duration: '100s' },
      services: {
        front: { concurrency: 'infinite', steps: [{ call: 'a' }] },
        a: { instances: 10, concurrency: 'infinite', work: '1ms' },
      },
      links: { 'front->a': { outlierDetection: { baseEjectionTime: '1h', maxEjectionTime: '1h' } } },
      workloads: { user: { call: 'front', arrivals: { constant: 100 } } },
      faults: [
        { at: 0, for: '100s', error: { target: 'a#1', rate: '100%' } },
        { at: '50s', for: '1s', crash: { target: 'front' } },
      ],
    };
    expect(simulate(scenario(document)).summary.links['front->a'].ejections).toBe(2);
  });
});

describe('a detector that never ejects', () => {
  it('is as good as none, but for its sweeps', () => {
    const without = simulate(accepted(detected(undefined)));
    const idle = { consecutive5xx: 0, successRateMinimumHosts: 1e6 };
    const { summary } = simulate(accepted(detected(idle)));
    expect(summary.system).toEqual(without.summary.system);
    expect(summary.links['front->left']).toEqual({ ...without.summary.links['front->left'], ejections: 0 });
  });
});

describe('a detector that ejects much', () => {
  const keys = {
    ...{ consecutive5xx: 2, interval: '70ms', baseEjectionTime: '50ms', maxEjectionTimeJitter: '30ms' },
    ...{ maxEjectionPercent: '100%', successRateMinimumHosts: 2, successRateRequestVolume: 2 },
    ...{ enforcingFailurePercentage: '50%', failurePercentageMinimumHosts: 1, failurePercentageRequestVolume: 3 },
  };
  const whole = simulate(accepted(detected(keys)));

  it('ejects', () => {
    expect(whole.summary.links['front->left'].ejections).toBeGreaterThan(3);
  });

  it('goes on alike from a snapshot, in itself and in another', () => {
    const first = createSimulation(accepted(detected(keys)));
    first.runUntil(1100);
    const saved = structuredClone(first.snapshot());
    first.runUntil(1700);
    first.restore(saved);
    const fresh = createSimulation(accepted(detected(keys)));
    fresh.restore(saved);
    first.run();
    fresh.run();
    expect(first.result()).toEqual(whole);
    expect(fresh.result()).toEqual(whole);
  });

  it('keeps the books', () => {
    const watched = createSimulation(accepted(detected(keys)), { check: true });
    watched.run();
    expect(watched.auditor?.report()).toEqual([]);
  });

  it('changes no arrival and no demand', () => {
    const record = (outlierDetection: Document | undefined) => {
      const recorder = new Recorder();
      const links = { '*': { timeout: '20ms', outlierDetection } };
      simulate(accepted({ ...demands(), links }), { observers: [recorder] });
      return recorder;
    };
    const free = record(undefined);
    const kept = record(keys);
    expect(kept.arrivals).toEqual(free.arrivals);
    expect(kept.demands).toEqual(free.demands);
  });
});

describe('the keys of outlier detection', () => {
  const resolved = (outlierDetection: Document) => accepted(queue({}, { outlierDetection })).resolved.links[0];

  it('have the values of Envoy', () => {
    expect(resolved({}).outlierDetection).toEqual({
      ...{ consecutive5xx: 5, enforcingConsecutive5xx: 1 },
      ...{ consecutiveGatewayFailure: 5, enforcingConsecutiveGatewayFailure: 0 },
      ...{ intervalNs: 10e9, baseEjectionNs: 30e9, maxEjectionNs: 300e9, maxJitterNs: 0 },
      ...{ maxEjectionRatio: 0.1, alwaysEjectOneHost: false },
      ...{
        successRateMinimumHosts: 5,
        successRateRequestVolume: 100,
        successRateStdevFactor: 1.9,
        enforcingSuccessRate: 1,
      },
      ...{ failurePercentageThreshold: 0.85, failurePercentageMinimumHosts: 5, failurePercentageRequestVolume: 50 },
      enforcingFailurePercentage: 0,
    });
    expect(resolved({ baseEjectionTime: '10m' }).outlierDetection?.maxEjectionNs).toBe(600e9);
    expect(resolved({}).balancer).toMatchObject({ panicThreshold: 0.5, failTrafficOnPanic: false });
  });

  it.each<[Document, string]>([
    [{ interval: 0 }, 'interval'],
    [{ consecutive5xx: -1 }, 'consecutive5xx'],
    [{ maxEjectionPercent: 20 }, 'maxEjectionPercent'],
    [{ consecutive5xxErrors: 5 }, 'consecutive5xxErrors'],
    [{ alwaysEjectOneHost: 1 }, 'alwaysEjectOneHost'],
  ])('%j is a mistake at %s', (keys, name) => {
    const found = findings(queue({ instances: 10 }, { outlierDetection: keys }));
    expect(found.map((line) => line.split(' ')[1])).toEqual([`links.clients->server.outlierDetection.${name}`]);
  });

  it('that can eject nobody are warned of', () => {
    const warned = (instances: number, keys: Document) =>
      accepted(queue({ instances }, { outlierDetection: keys })).warnings.map(({ code, path }) => `${code} ${path}`);
    const found = ['no-ejections links.clients->server.outlierDetection.maxEjectionPercent'];
    expect(warned(9, {})).toEqual(found);
    expect(warned(10, {})).toEqual([]);
    expect(warned(3, { maxEjectionPercent: '34%' })).toEqual([]);
    expect(warned(3, { alwaysEjectOneHost: true })).toEqual([]);
  });
});
