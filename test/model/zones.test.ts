import { describe, expect, it } from 'vitest';
import { simulate } from '../../sim-core/index.ts';
import { Recorder } from '../determinism/recorder.ts';
import { findings, problemsOf } from '../scenario/documents.ts';
import { only, play, scenario } from './story.ts';

const zones = { x: {}, y: {} };

/** Requests at these times (ms) of a caller in x, to instances in x and y in turn, drawn by the seed. */
const twoZones = (network: unknown, more: Record<string, unknown> = {}) => ({
  zones,
  network,
  services: { a: { instances: { count: 2, zones: ['x', 'y'] }, work: '10ms' } },
  workloads: { user: { call: 'a', zone: 'x', arrivals: { times: [0, 100] } } },
  ...more,
});

const times = (document: Record<string, unknown>) =>
  only(play(document).lines, 'admitted', 'attemptEnded')
    .map((line) => line.split(' '))
    .map(([ms, what, instance]) => `${instance} ${what} ${Number(ms) % 100}`)
    .sort();

describe('between zones', () => {
  it('messages take the latency given there, back the same, within a zone that of the network', () => {
    expect(times(twoZones({ latency: '1ms', between: { 'x->y': { latency: '5ms' } } }))).toEqual([
      'a#1 admitted 1',
      'a#1 attemptEnded 12',
      'a#2 admitted 5',
      'a#2 attemptEnded 20',
    ]);
  });

  it('the way back has its own when it is given', () => {
    const between = { 'x->y': { latency: '5ms' }, 'y->x': { latency: '7ms' }, 'x->x': { latency: '2ms' } };
    expect(times(twoZones({ between }))).toEqual([
      'a#1 admitted 2',
      'a#1 attemptEnded 14',
      'a#2 admitted 5',
      'a#2 attemptEnded 22',
    ]);
    expect(times(twoZones({ between: { 'y->x': { latency: '7ms' } } }))).toEqual([
      'a#1 admitted 0',
      'a#1 attemptEnded 10',
      'a#2 admitted 7',
      'a#2 attemptEnded 24',
    ]);
  });

  it('the network of a link wins over it, and it over that of all, key by key', () => {
    const network = { latency: '1ms', bandwidth: '8Mbps', between: { 'x->y': { latency: '5ms' } } };
    const service = { instances: { count: 2, zones: ['x', 'y'] }, endpoints: { go: { requestSize: '1KB', work: 0 } } };
    const services = { a: { ...service, endpoints: { go: { requestSize: 1000, steps: [{ work: '10ms' }] } } } };
    const document = twoZones(network, { services });
    expect(times(document)).toEqual(['a#1 admitted 2', 'a#1 attemptEnded 13', 'a#2 admitted 6', 'a#2 attemptEnded 21']);
    expect(times({ ...document, links: { 'user->a': { network: { latency: '3ms' } } } })).toEqual([
      'a#1 admitted 4',
      'a#1 attemptEnded 17',
      'a#2 admitted 4',
      'a#2 attemptEnded 17',
    ]);
  });

  it('a bandwidth is a pipe of its own, which the messages within a zone do not wait for', () => {
    const services = {
      a: {
        concurrency: 'infinite',
        instances: { count: 2, zones: ['x', 'y'] },
        endpoints: { go: { requestSize: 1000, steps: [{ work: 0 }] } },
      },
    };
    const arrivals = { times: [0, 0, 0, 0] };
    const workloads = { user: { call: 'a', zone: 'x', arrivals } };
    const admitted = (network: unknown) =>
      only(play(twoZones(network, { services, workloads })).lines, 'admitted')
        .map((line) => line.split(' ').slice(0, 3).join(' '))
        .sort();
    // 1000 bytes at 8 Mbps take 1 ms.
    expect(admitted({ bandwidth: '8Mbps', between: { 'x->y': { bandwidth: '4Mbps' } } })).toEqual([
      '1 admitted a#1',
      '2 admitted a#1',
      '2 admitted a#2',
      '4 admitted a#2',
    ]);
    expect(admitted({ bandwidth: '8Mbps' }).map((line) => line.split(' ')[0])).toEqual(['1', '2', '3', '4']);
  });

  it('a bandwidth per instance is a pipe for each, in every zone', () => {
    const services = {
      a: {
        concurrency: 'infinite',
        instances: { count: 2, zones: ['x', 'y'] },
        endpoints: { go: { requestSize: 1000, responseSize: 1000, steps: [{ work: 0 }] } },
      },
    };
    const workloads = { user: { call: 'a', zone: 'x', arrivals: { times: [0, 0, 0, 0] } } };
    const seen = (network: Record<string, unknown>, between?: unknown) => {
      const links = { 'user->a': { balancer: { policy: 'round-robin' }, network } };
      const { lines } = play(twoZones({ between }, { services, workloads, links }));
      return only(lines, 'admitted', 'attemptEnded')
        .map((line) => line.split(' ').slice(0, 3).join(' '))
        .sort();
    };
    const each = (instance: string) =>
      ['1 admitted', '2 admitted', '2 attemptEnded', '3 attemptEnded'].map((line) => `${line} ${instance}`);
    expect(seen({ bandwidth: '8Mbps', per: 'instance' })).toEqual([...each('a#1'), ...each('a#2')].sort());
    expect(seen({ bandwidth: '8Mbps', per: 'link' }).filter((line) => line.includes('admitted'))).toHaveLength(4);
    expect(seen({ bandwidth: '8Mbps' })).toEqual(seen({ bandwidth: '8Mbps', per: 'link' }));
    // Where the zones have a bandwidth of their own, each instance has a pipe of that.
    expect(
      seen({ per: 'instance' }, { 'x->y': { bandwidth: '8Mbps' } }).filter((line) => line.includes('a#2')),
    ).toEqual(each('a#2'));
  });

  it('calls of instances go from the zone of the caller, those of a workload without a zone from nowhere', () => {
    const services = {
      a: { instances: { count: 1, zones: ['y'] }, steps: [{ call: 'b' }] },
      b: { instances: { count: 1, zones: ['x'] }, work: '1ms' },
    };
    const workloads = { user: { call: 'a', arrivals: { times: [0] } } };
    const { lines } = play({ zones, network: { between: { 'x->y': { latency: '5ms' } } }, services, workloads });
    expect(only(lines, 'ended')).toEqual([
      '11 ended a->b ok send=5 process=1 respond=5',
      '11 ended user->a ok downstream=11',
    ]);
  });

  it('the same network as everywhere changes not a bit', () => {
    const document = (between: unknown) => {
      const latency = { lognormal: { mean: '2ms', cv: 1 } };
      const network = { latency, loss: '5%', rto: '20ms', between };
      const services = {
        a: { instances: { count: 3, zones: ['x', 'y'] }, steps: [{ work: '1ms' }, { call: 'b' }] },
        b: { instances: { count: 2, zones: ['y', 'x'] }, work: { exponential: { mean: '4ms' } } },
      };
      const workloads = { user: { call: 'a', zone: 'y', arrivals: { poisson: 100 } } };
      return scenario({ zones, network, services, workloads, links: { '*': { timeout: '50ms' } } });
    };
    const told = (between: unknown) => {
      const { digest, summary } = simulate(document(between));
      return { digest, summary };
    };
    const plain = told(undefined);
    expect(told({ 'x->y': {} })).toEqual(plain);
    expect(told({ 'x->y': { loss: '5%' }, 'y->y': { rto: '20ms' } })).toEqual(plain);
  });

  it('another latency meets the same arrivals and demands', () => {
    const recorded = (latency: string) => {
      const recorder = new Recorder();
      const services = {
        a: { instances: { count: 2, zones: ['x', 'y'] }, concurrency: 'infinite', steps: [{ call: 'b' }] },
        b: {
          instances: { count: 2, zones: ['x', 'y'] },
          concurrency: 'infinite',
          work: { exponential: { mean: '4ms' } },
        },
      };
      const workloads = { user: { call: 'a', zone: 'x', arrivals: { poisson: 100 } } };
      const network = { between: { 'x->y': { latency } } };
      simulate(scenario({ zones, network, services, workloads }), { observers: [recorder] });
      return recorder;
    };
    const [near, far] = [recorded('0.1ms'), recorded('40ms')];
    expect(far.arrivals).toEqual(near.arrivals);
    const common = [...far.demands].filter(([key]) => near.demands.has(key));
    expect(common.length).toBeGreaterThan(900);
    expect(common.filter(([key, demand]) => near.demands.get(key) !== demand)).toEqual([]);
  });

  it('counts what crosses', () => {
    const document = twoZones({ latency: '1ms' });
    const { links } = simulate(scenario(document)).summary;
    expect(links['user->a']).toMatchObject({ crossZoneRatio: 0.5, egressBytes: 0 });
    const { links: unzoned } = simulate(
      scenario({
        ...document,
        zones: undefined,
        services: { a: {} },
        workloads: { user: { call: 'a', arrivals: { times: [0] } } },
      }),
    ).summary;
    expect(unzoned['user->a'].crossZoneRatio).toBeUndefined();
  });
});

describe('names of zones', () => {
  it('must exist', () => {
    const document = { ...scenarioDocument(), network: { between: { 'x->z': {} } } };
    expect(problemsOf(document)).toMatchObject([{ code: 'unknown-reference', path: 'network.between.x->z' }]);
    const workloads = { user: { call: 'a', zone: 'z', arrivals: { times: [0] } } };
    expect(findings({ ...scenarioDocument(), workloads })).toEqual(['unknown-reference workloads.user.zone']);
  });
});

function scenarioDocument(): Record<string, unknown> {
  return { version: 1, ...twoZones(undefined), network: {} };
}
