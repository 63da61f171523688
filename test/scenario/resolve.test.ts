import { describe, expect, test } from 'vitest';
import { CONNECT_FAILURE, ERROR, RESET, TIMEOUT, UNAVAILABLE } from '../../sim-core/model/outcomes.ts';
import { findCycles } from '../../sim-core/scenario/cycles.ts';
import { checkScenario, parseScenario } from '../../sim-core/scenario/index.ts';
import { meanOf, quantileOf } from '../../sim-core/kernel/distributions.ts';
import { accepted, type Document, findings, problemsOf, queue, shop } from './documents.ts';

describe('what is not given', () => {
  test('is absent', () => {
    const { resolved } = accepted(queue());
    expect(resolved).toMatchObject({
      ...{ name: '', description: '', seed: '42', durationNs: 300e9, warmupNs: 0, windowNs: 1e9, maxWindows: 3600 },
      ...{ maxCalls: 5_000_000, maxDepth: 32, zones: [], faults: [], slos: [] },
      network: { latency: null, lossRatio: 0, rtoNs: 200e6, bandwidthBps: Infinity },
    });
    expect(resolved.services[0]).toMatchObject({
      ...{ concurrency: 1, threading: 'blocking', discovery: { mode: 'static' } },
      ...{ queueCapacity: Infinity, queueDiscipline: 'fifo', maxWait: null, dropExpired: false },
      instances: [{ zone: -1, speed: 1, weight: 1 }],
    });
    expect(resolved.links).toEqual([
      {
        ...{ id: 'clients->server', callerKind: 'workload', caller: 0, callee: 0, timeoutNs: Infinity, retry: null },
        network: { latency: null, lossRatio: 0, rtoNs: 200e6, bandwidthBps: Infinity },
        balancer: {
          ...{ policy: 'round-robin', choices: 2, replacement: true, decayNs: 10e9, tableSize: 65_537 },
          ...{ minimumRingSize: 1024, maximumRingSize: 8_388_608, hashBalanceFactor: Infinity },
          ...{ isPerConnection: false, sharedLoadsNs: -1, activeRequestBias: 1, slowStart: null },
          ...{ locality: null, subset: null, panicThreshold: 0.5, failTrafficOnPanic: false },
        },
        between: [],
        isPipePerInstance: false,
        ...{ breaker: null, outlierDetection: null, throttle: null },
        ...{
          deadlineNs: Infinity,
          propagateDeadline: false,
          hedge: null,
          bulkhead: null,
          fallback: null,
          rateLimit: null,
          pool: null,
        },
      },
    ]);
  });

  test('inside a policy has its stated value', () => {
    const { retry, balancer } = accepted(queue({}, { retry: { backoff: {} }, balancer: {} })).resolved.links[0];
    expect(retry).toEqual({
      maxAttempts: 3,
      onMask: (1 << CONNECT_FAILURE) | (1 << RESET) | (1 << UNAVAILABLE) | (1 << TIMEOUT),
      backoff: { baseNs: 25e6, maxNs: Infinity, multiplier: 2, jitter: 'none', jitterRatio: 0 },
      avoidPrevious: false,
      budget: null,
    });
    expect(balancer.policy).toBe('least-request');
  });

  test('a balancer’s figures are those of its source', () => {
    const balancer = { slowStart: {}, loads: { shared: 500 }, per: 'connection', hashBalanceFactor: 150 };
    expect(accepted(queue({}, { balancer })).resolved.links[0].balancer).toMatchObject({
      slowStart: { windowNs: 60e9, aggression: 1, minWeight: 0.1 },
      ...{ sharedLoadsNs: 500e6, isPerConnection: true, hashBalanceFactor: 150 },
    });
    expect(accepted(queue({}, { balancer: { loads: {} } })).resolved.links[0].balancer.sharedLoadsNs).toBe(1e9);
  });

  test('a ring’s bounds must be in order and the size of a table a prime', () => {
    const wrong = (balancer: Document) => findings(queue({}, { balancer }));
    const path = 'links.clients->server.balancer';
    expect(wrong({ minimumRingSize: 100, maximumRingSize: 99 })).toEqual([`conflict ${path}.minimumRingSize`]);
    expect(wrong({ tableSize: 65_536 })).toEqual([`out-of-range ${path}.tableSize`]);
    expect(wrong({ minimumRingSize: 99, maximumRingSize: 99, tableSize: 5_000_011 })).toEqual([]);
  });

  test('keys of requests are as many as stated, and skewed', () => {
    const keysOf = (keys: unknown) => {
      const clients = { call: 'server', arrivals: { poisson: 1 }, keys };
      return accepted({ ...queue(), workloads: { clients } }).resolved.workloads[0].keys;
    };
    expect(keysOf(undefined)).toBe(null);
    expect(keysOf({ zipf: {} })).toEqual({ n: 1000, s: 1.1 });
    expect(keysOf({ zipf: { n: 5, s: 0 } })).toEqual({ n: 5, s: 0 });
  });

  test('a retry without backoff does not wait', () => {
    const { retry } = accepted(queue({}, { retry: { maxAttempts: 'infinite', on: ['error'] } })).resolved.links[0];
    expect(retry).toMatchObject({ maxAttempts: Infinity, onMask: 1 << ERROR, backoff: { baseNs: 0 } });
  });

  test('client discovery has the periods of Eureka', () => {
    expect(accepted(queue({ discovery: {} })).resolved.services[0].discovery).toEqual({
      ...{ mode: 'client', heartbeatNs: 30e9, leaseNs: 90e9, sweepNs: 0, responseCacheNs: 0, fetchNs: 30e9 },
    });
    const doubled = accepted(queue({ discovery: { lease: '10s', leaseFactor: 2 } })).resolved.services[0].discovery;
    expect(doubled).toMatchObject({ leaseNs: 20e9 });
  });
});

describe('links', () => {
  function three(links: Document): Document {
    return {
      version: 1,
      services: { a: { steps: [{ call: 'b' }] }, b: { work: 1 } },
      links,
      workloads: { w: { call: 'a', arrivals: { constant: 1 } } },
    };
  }

  test('the more specific pattern wins: both ends, callee, caller, all', () => {
    const links = {
      '*': { timeout: 1, network: { loss: 0.1 }, retry: { maxAttempts: 9, backoff: { base: 1, max: 99 } } },
      'a->*': { timeout: 2, network: { loss: 0.2, rto: 2 }, retry: { backoff: { base: 2 } } },
      '*->b': { timeout: 3, network: { loss: 0.3 } },
      'a->b': { timeout: 4 },
    };
    const names = ['*', 'a->*', '*->b', 'a->b'];
    const timeouts = names.map((_, i) => {
      const some = Object.fromEntries(Object.entries(links).slice(0, i + 1));
      return accepted(three(some)).resolved.links[0].timeoutNs;
    });
    expect(timeouts).toEqual([1e6, 2e6, 3e6, 4e6]);
    expect(accepted(three(links)).resolved.links[0]).toMatchObject({
      network: { lossRatio: 0.3, rtoNs: 2e6 },
      retry: { maxAttempts: 9, backoff: { baseNs: 2e6, maxNs: 99e6 } },
    });
  });

  test('the order in the file changes nothing', () => {
    const document = three({ '*': { timeout: 1 }, 'a->b': { timeout: 2 } });
    const turned = Object.fromEntries(
      Object.entries(document)
        .reverse()
        .map(([key, value]) => [key, key === 'links' || key === 'services' ? reversed(value) : value]),
    );
    expect(accepted(turned).resolved).toEqual(accepted(document).resolved);
    expect(accepted(turned).hash).toBe(accepted(document).hash);
  });

  function reversed(value: unknown): unknown {
    return Object.fromEntries(Object.entries(value as object).reverse());
  }

  test('a distribution is taken whole, never mixed with that of a wider pattern', () => {
    const links = {
      '*': { network: { latency: { lognormal: { mean: 5, cv: 1 } } } },
      'a->b': { network: { latency: '2ms' } },
    };
    expect(accepted(three(links)).resolved.links[0].network.latency).toEqual({ kind: 'constant', value: 2e6 });
  });

  test('lie on the network of the scenario', () => {
    const document = {
      ...three({ '*->b': { network: { loss: '1%' } } }),
      network: { latency: 1, loss: '5%', bandwidth: '1Gbps' },
    };
    const [inner, outer] = accepted(document).resolved.links;
    expect(inner).toMatchObject({
      id: 'a->b',
      network: { latency: { value: 1e6 }, lossRatio: 0.01, bandwidthBps: 1e9 },
    });
    expect(outer).toMatchObject({ id: 'w->a', callerKind: 'workload', network: { lossRatio: 0.05 } });
  });

  test('are made for pairs in use; a named pair that is not is warned about', () => {
    const { resolved, warnings } = accepted(three({ 'b->a': { timeout: 1 } }));
    expect(resolved.links.map(({ id }) => id)).toEqual(['a->b', 'w->a']);
    expect(warnings).toMatchObject([{ code: 'unused-link', path: 'links.b->a' }]);
  });

  test.each([
    ['a~b', 'a->b'],
    ['a -> b', 'a->b'],
  ])('the name %s is refused, %s suggested', (name, near) => {
    expect(problemsOf(three({ [name]: { timeout: 1 } }))).toMatchObject([{ code: 'bad-id', nearest: near }]);
  });
});

describe('services', () => {
  test('a call names the only endpoint, or the one called default', () => {
    const two = { endpoints: { default: {}, other: {} } };
    expect(accepted({ ...queue(), services: { server: two } }).resolved.workloads[0].requests[0].endpoint).toBe(0);
    const without = { endpoints: { one: {}, other: {} } };
    const [problem] = problemsOf({ ...queue(), services: { server: without } });
    expect(problem).toMatchObject({ code: 'unknown-reference', allowed: 'server.one, server.other' });
  });

  test('work comes before the steps of a service without endpoints', () => {
    const { services } = accepted(queue({ work: 1, steps: [{ work: 2 }], errorRate: '5%' })).resolved;
    expect(services[0].endpoints).toMatchObject([
      {
        ...{ id: 'default', errorRatio: 0.05 },
        steps: [{ site: 'server.default/work' }, { site: 'server.default/steps.0' }],
      },
    ]);
  });

  test('endpoints exclude work on the service', () => {
    expect(findings(queue({ endpoints: { a: {} } }))).toEqual(['conflict services.server.work']);
  });

  test.each([
    ['none', {}, 'out-of-range services.server.endpoints'],
    ['one of a bad name', { 'a b': {} }, 'bad-id services.server.endpoints.a b'],
    ['a number', 5, 'wrong-type services.server.endpoints'],
  ])('endpoints that are %s are told once, not at the calls of them', (_, endpoints, told) => {
    for (const call of ['server', 'server.home']) {
      const workloads = { clients: { call, arrivals: { constant: 1 } } };
      expect(findings({ version: 1, services: { server: { endpoints } }, workloads })).toEqual([told]);
    }
  });

  test('a missing choice is told with what works, not with what does not yet', () => {
    const workloads = { a: { arrivals: { poisson: 1 } }, b: { call: 'server', arrivals: {} } };
    expect(problemsOf({ ...queue(), workloads })).toMatchObject([
      {
        code: 'missing-key',
        path: 'workloads.a',
        message: 'one of call, session must be given',
        allowed: 'call, session',
      },
      { path: 'workloads.b.arrivals', message: 'one of poisson, constant, closed, times, file, bursty must be given' },
    ]);
  });

  test('zones are given in turn, speeds and weights one by one', () => {
    const instances = { count: 3, zones: ['y', 'x'], speeds: [1, 2, 3] };
    const document = { ...queue({ instances }), zones: { x: {}, y: {} } };
    expect(accepted(document).resolved.services[0].instances).toEqual([
      { zone: 1, speed: 1, weight: 1 },
      { zone: 0, speed: 2, weight: 1 },
      { zone: 1, speed: 3, weight: 1 },
    ]);
    expect(problemsOf(queue({ instances: { count: 2, weights: [1] } }))).toMatchObject([
      { code: 'conflict', path: 'services.server.instances.weights', message: '1 weight for 2 instances' },
    ]);
    expect(problemsOf(queue({ instances: { count: 1, speeds: [1, 2] } }))).toMatchObject([
      { path: 'services.server.instances.speeds', message: '2 speeds for 1 instance', allowed: '1 entry' },
    ]);
  });

  test('sites of steps name their places and differ', () => {
    const { resolved } = accepted(shop());
    const sites: string[] = [];
    const collect = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const [name, inner] of Object.entries(value)) {
        if (name === 'site') sites.push(inner as string);
        collect(inner);
      }
    };
    collect(resolved.services);
    expect(new Set(sites).size).toBe(sites.length);
    expect(sites).toContain('web.home/steps.3/choose.0/steps.0');
  });

  test.each([
    ['some', 'must be all, any or a whole number'],
    [true, 'expected all, any or a whole number'],
    [null, 'expected all, any or a whole number'],
    [{}, 'expected all, any or a whole number'],
  ])('need: %j is told what it may be', (need, message) => {
    const steps = [{ parallel: [{ steps: [] }], need }];
    expect(problemsOf(queue({ steps }))).toMatchObject([{ path: 'services.server.steps.0.need', message }]);
  });

  test('a jitter that is no word may have been a ratio', () => {
    const [problem] = problemsOf(queue({}, { retry: { backoff: { base: 1, jitter: 'ful' } } }));
    expect(problem).toMatchObject({ code: 'unknown-value', nearest: 'full' });
    expect(problem.message).toMatch(/^must be none, full, equal, decorrelated or a share from 0 to 1/);
  });

  test('need is checked against the branches', () => {
    const steps = [{ parallel: [{ steps: [] }, { steps: [] }], need: 3 }];
    expect(findings(queue({ steps }))).toEqual(['out-of-range services.server.steps.0.need']);
  });

  test.each([
    [{ work: 1, call: 'server' }, 'conflict services.server.steps.0'],
    [{}, 'missing-key services.server.steps.0'],
    [{ work: 1, probability: 0.5 }, 'conflict services.server.steps.0.probability'],
    [{ call: 'x.y.z' }, 'bad-id services.server.steps.0.call'],
    [
      {
        choose: [
          { p: 0.7, steps: [] },
          { p: 0.7, steps: [] },
        ],
      },
      'out-of-range services.server.steps.0.choose',
    ],
    [{ parallel: [{ work: 1 }] }, 'unknown-key services.server.steps.0.parallel.0.work'],
  ])('the step %j is refused: %s', (step, finding) => {
    expect(findings(queue({ steps: [step] }))).toContain(finding);
  });
});

describe('distributions', () => {
  const workOf = (work: unknown) => {
    const [step] = accepted(queue({ work })).resolved.services[0].endpoints[0].steps;
    if (step.kind !== 'work') throw new Error('no work');
    return step.of;
  };

  test.each([
    ['a duration', '5ms', 5e6],
    ['constant', { constant: '5ms' }, 5e6],
    ['exponential', { exponential: { mean: '5ms' } }, 5e6],
    ['uniform', { uniform: { min: 2, max: 8 } }, 5e6],
    ['lognormal by mean and cv', { lognormal: { mean: 5, cv: 2 } }, 5e6],
    ['gamma', { gamma: { mean: 5, shape: 2 } }, 5e6],
    ['erlang', { erlang: { mean: 5, k: 3 } }, 5e6],
    [
      'hyperexponential',
      {
        hyperexponential: [
          { p: 0.5, mean: 2 },
          { p: 0.5, mean: 8 },
        ],
      },
      5e6,
    ],
    [
      'mixture',
      {
        mixture: [
          { p: 0.5, of: 2 },
          { p: 0.5, of: { constant: 8 } },
        ],
      },
      5e6,
    ],
    ['shifted', { shifted: { by: 2, of: { exponential: { mean: 3 } } } }, 5e6],
    ['percentiles', { percentiles: { '100': 10 } }, 5e6],
    ['empirical', { empirical: [2, 8] }, 5e6],
  ])('%s has its mean', (_, work, mean) => {
    expect(meanOf(workOf(work))).toBeCloseTo(mean, 3);
  });

  test('a lognormal by percentiles has those percentiles', () => {
    const of = workOf({ lognormal: { p50: 10, p99: 100 } });
    expect(quantileOf(of, 0.5) / 1e6).toBeCloseTo(10, 6);
    expect(quantileOf(of, 0.99) / 1e6).toBeCloseTo(100, 3);
  });

  test('no spread is a constant', () => {
    expect(workOf({ lognormal: { mean: 5, cv: 0 } })).toEqual({ kind: 'constant', value: 5e6 });
    expect(workOf({ lognormal: { p50: 5, p99: 5 } })).toEqual({ kind: 'constant', value: 5e6 });
  });

  test('others keep their parameters', () => {
    expect(workOf({ weibull: { scale: 1, shape: 0.5 } })).toEqual({ kind: 'weibull', scale: 1e6, shape: 0.5 });
    expect(workOf({ pareto: { scale: 1, shape: 2 } })).toEqual({ kind: 'pareto', scale: 1e6, shape: 2, cap: Infinity });
    expect(workOf({ normal: { mean: 1, stddev: 2 } })).toEqual({ kind: 'normal', mean: 1e6, stddev: 2e6 });
  });

  test.each([
    [{}, 'missing-key'],
    [{ constant: 1, exponential: { mean: 1 } }, 'conflict'],
    [{ exponential: {} }, 'missing-key'],
    [{ uniform: { min: 5, max: 1 } }, 'conflict'],
    [{ lognormal: { mean: 5 } }, 'conflict'],
    [{ lognormal: { mean: 5, cv: 1, p50: 1, p99: 2 } }, 'conflict'],
    [{ lognormal: { mean: 5, p99: 9 } }, 'conflict'],
    [{ lognormal: { p50: 9, p99: 5 } }, 'conflict'],
    [{ hyperexponential: [{ p: 0.5, mean: 1 }] }, 'out-of-range'],
    [{ hyperexponential: [] }, 'out-of-range'],
    [{ percentiles: { '50': 5 } }, 'missing-key'],
    [{ percentiles: { '50': 5, '100': 4 } }, 'conflict'],
    [{ percentiles: { '150': 5 } }, 'bad-id'],
    [{ erlang: { mean: 1, k: 1.5 } }, 'out-of-range'],
    [{ empirical: [1, -1] }, 'out-of-range'],
    ['infinite', 'out-of-range'],
    [true, 'wrong-type'],
  ])('%j is refused', (work, code) => {
    expect(problemsOf(queue({ work })).map((problem) => problem.code)).toEqual([code]);
  });

  test.each([
    [
      { '50': 5, '99': 3 },
      ['the 100th percentile must be given', 'values must not fall from one percentile to the next'],
    ],
    [{ '50': 5, '50.0': 5, '99': 6 }, ['the 100th percentile must be given', 'the same percentile is given twice']],
    [
      { '50': 5, '50.0': 4, '90': 3, '100': 9 },
      ['the same percentile is given twice', 'values must not fall from one percentile to the next'],
    ],
    [{ '50': 5, '50.0': 4, '100': 9 }, ['the same percentile is given twice']],
    [{}, ['the 100th percentile must be given']],
  ])('percentiles %j: everything that is wrong is told', (percentiles, messages) => {
    const problems = problemsOf(queue({ work: { percentiles } }));
    expect(problems.map(({ message }) => message)).toEqual(messages);
  });
});

describe('workloads', () => {
  const withArrivals = (arrivals: unknown, more: Document = {}): Document => ({
    ...queue(),
    workloads: { clients: { call: 'server', arrivals, ...more } },
  });

  test('times are sorted, profiles too', () => {
    expect(accepted(withArrivals({ times: ['3s', '1s'] })).resolved.workloads[0].arrivals).toEqual({
      ...{ kind: 'times', timesNs: [1e9, 3e9] },
    });
    const profile = [
      { at: 2000, scale: 2 },
      { at: 0, scale: 1, ramp: 5 },
    ];
    expect(accepted(withArrivals({ constant: 5 }, { profile })).resolved.workloads[0].profile).toEqual([
      { atNs: 0, scale: 1, rampNs: 5e6 },
      { atNs: 2e9, scale: 2, rampNs: 0 },
    ]);
  });

  test.each([
    [withArrivals({ times: [1] }, { profile: [{ at: 0, scale: 2 }] }), 'conflict workloads.clients.profile'],
    [
      withArrivals(
        { constant: 1 },
        {
          profile: [
            { at: 5, scale: 2 },
            { at: 5, scale: 3 },
          ],
        },
      ),
      'conflict workloads.clients.profile',
    ],
    [withArrivals({ constant: 1, poisson: 1 }), 'conflict workloads.clients.arrivals'],
    [withArrivals({ closed: { think: 1 } }), 'missing-key workloads.clients.arrivals.closed'],
    [{ ...queue(), workloads: { clients: { arrivals: { constant: 1 } } } }, 'missing-key workloads.clients'],
    [{ ...queue(), workloads: { clients: { call: 'server' } } }, 'missing-key workloads.clients'],
  ])('%# is refused: %s', (document, finding) => {
    expect(findings(document)).toEqual([finding]);
  });

  test('slos name workloads; warm-up leaves something to measure', () => {
    expect(accepted(shop()).resolved.slos).toEqual([{ name: 'fast', targetRatio: 0.99, workload: 1, underNs: 300e6 }]);
    expect(findings({ ...queue(), duration: '10s', warmup: '10s' })).toEqual(['conflict warmup']);
  });
});

describe('faults', () => {
  const withFault = (fault: Document): Document => ({
    ...queue({ instances: { count: 4, zones: ['a', 'b'] } }),
    zones: { a: {}, b: {}, c: {} },
    faults: [fault],
  });
  const targetOf = (target: string) => accepted(withFault({ at: 1, crash: { target } })).resolved.faults[0].target;
  const members = (...numbers: number[]) => ({
    kind: 'instances',
    members: numbers.map((instance) => ({ service: 0, instance })),
  });

  test('targets are instances counted from 1, zones or shares', () => {
    expect(targetOf('server')).toEqual(members(0, 1, 2, 3));
    expect(targetOf('server#2')).toEqual(members(1));
    expect(targetOf('server#2..3')).toEqual(members(1, 2));
    expect(targetOf('zone:b')).toEqual(members(1, 3));
    expect(targetOf('50% of server')).toEqual({ kind: 'share', service: 0, ratio: 0.5 });
  });

  test.each([
    ['server#0', 'unknown-reference'],
    ['server#5', 'unknown-reference'],
    ['server#3..2', 'unknown-reference'],
    ['zone:d', 'unknown-reference'],
    ['150% of server', 'bad-id'],
    ['server 2', 'bad-id'],
  ])('the target %s is refused as %s', (target, code) => {
    expect(problemsOf(withFault({ at: 1, crash: { target } }))).toMatchObject([
      { code, path: 'faults.0.crash.target' },
    ]);
  });

  test.each([
    [0, 'server has 0 instances, counted from 1'],
    [1, 'server has 1 instance, counted from 1'],
    [3, 'server has 3 instances, counted from 1'],
  ])('a target beyond %d', (instances, message) => {
    const faults = [{ at: 1, crash: { target: 'server#9' } }];
    expect(problemsOf({ ...queue({ instances }), faults })).toMatchObject([{ message }]);
  });

  test('happen at a time or again and again', () => {
    const planned = accepted(withFault({ at: 5, crash: { target: 'server' } })).resolved.faults[0];
    expect(planned).toMatchObject({
      id: 'faults.0',
      occurrence: { kind: 'planned', atNs: 5e6, forNs: Infinity },
      host: false,
    });
    expect(accepted(withFault({ at: 5, for: '1s', pause: { target: 'server#1' } })).resolved.faults[0]).toEqual({
      id: 'faults.0',
      kind: 'pause',
      occurrence: { kind: 'planned', atNs: 5e6, forNs: 1e9 },
      target: { kind: 'instances', members: [{ service: 0, instance: 0 }] },
    });
    const random = accepted(withFault({ mtbf: '10m', mttr: { constant: '5s' }, crash: { target: 'server' } }));
    expect(random.resolved.faults[0].occurrence).toEqual({
      ...{ kind: 'random', mtbf: { kind: 'exponential', mean: 600e9 }, mttr: { kind: 'constant', value: 5e9 } },
    });
  });

  test.each([
    [{ crash: { target: 'server' } }, 'missing-key'],
    [{ at: 1, mtbf: 1, mttr: 1, crash: { target: 'server' } }, 'conflict'],
    [{ mtbf: 1, crash: { target: 'server' } }, 'missing-key'],
    [{ at: 1 }, 'missing-key'],
    [{ at: 1, crash: { target: 'server' }, slow: { target: 'server', factor: 2 } }, 'conflict'],
    [{ at: 1, slow: { target: 'server' } }, 'missing-key'],
  ])('%j is refused', (fault, code) => {
    expect(problemsOf(withFault(fault))[0].code).toBe(code);
  });
});

describe('texts', () => {
  test('YAML and JSON that mean the same are the same scenario', () => {
    const yaml = 'version: 1\nservices: { a: { work: 5ms } }\n';
    const json = '{"services": {"a": {"work": "5ms"}}, "version": 1}';
    expect(accepted(yaml)).toEqual(accepted(json));
  });

  test('a writer of YAML 1.1 may have turned on into true', () => {
    const text = 'version: 1\nservices: {}\nlinks: { "*": { retry: { true: [error] } } }';
    expect(accepted(text).document).toMatchObject({ links: { '*': { retry: { on: ['error'] } } } });
  });

  test('anchors are read', () => {
    const text = 'version: 1\nservices:\n  a: &a { work: 5ms }\n  b: *a\n';
    expect(accepted(text).resolved.services.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  test('flow YAML is not taken for JSON', () => {
    expect(accepted('{ version: 1, services: {} }').resolved.services).toEqual([]);
  });

  test('the given kind of text is believed', () => {
    expect(parseScenario('{"version": 1, "services": {},}', { source: 'yaml' }).ok).toBe(true);
    expect(parseScenario('version: 1\nservices: {}', { source: 'json' }).ok).toBe(false);
  });

  test('the hash leaves out what changes no number', () => {
    const { hash } = accepted(queue());
    expect(hash).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(accepted({ ...queue(), view: { zoom: 2 }, description: 'words' }).hash).toBe(hash);
    expect(accepted({ ...queue(), seed: 5 }).hash).not.toBe(hash);
  });

  test('the same seed as a number and as a text has the same hash', () => {
    const hashOf = (seed: unknown) => accepted({ ...queue(), seed }).hash;
    expect(hashOf('42')).toBe(hashOf(42));
    expect(accepted({ ...queue(), seed: '42' }).resolved).toEqual(accepted({ ...queue(), seed: 42 }).resolved);
    expect(hashOf(-0)).toBe(hashOf('0'));
    expect(new Set([42, '042', '42.0', 'forty-two', 43].map(hashOf)).size).toBe(5);
    expect(accepted({ ...queue(), seed: 42 }).document.seed).toBe(42);
  });

  test('plain documents need no text', () => {
    expect(checkScenario(shop())).toEqual(parseScenario(JSON.stringify(shop())));
  });
});

describe('circles', () => {
  test('are found in a chain of 100,000 without recursion', () => {
    const chain = Array.from({ length: 100_000 }, (_, i) => [(i + 1) % 100_000]);
    expect(findCycles(chain)).toHaveLength(1);
    expect(findCycles(chain.slice(0, -1).map(([next]) => (next < 99_999 ? [next] : [])))).toEqual([]);
  });

  test('are told each once', () => {
    expect(findCycles([[1, 2], [0], [3], [2, 0]])).toEqual([
      [0, 1],
      [2, 3],
      [0, 2, 3],
    ]);
  });
});
