import { assert, constantFrom, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describePath, getValue, keyTable, parametersOf, setValue } from '../../sim-core/scenario/index.ts';
import { accepted, type Document, findings, problemsOf, queue, shop } from './documents.ts';

function edited(document: Document, path: string, value: unknown): Readonly<Document> {
  const result = setValue(document, path, value);
  if (!result.ok) throw new Error(result.problems[0].message);
  return result.document;
}

describe('a path', () => {
  test.each([
    ['seed', 7],
    ['links.web->orders.retry.maxAttempts', 3],
    ['links.web~orders.retry.maxAttempts', 3],
    ['faults.f1.at', '60s'],
    ['faults.0.at', '60s'],
    ['services.orders.endpoints.place.steps.0.work.exponential.mean', '5ms'],
    ['services.orders.instances.speeds.2', 0.5],
    ['view.positions.web', [1, 2]],
    ['services.nobody.work', undefined],
    ['nothing.at.all', undefined],
  ])('%s leads to its value', (path, value) => {
    expect(getValue(shop(), path)).toEqual(value);
  });

  test('percentiles have dots in their names', () => {
    const document = queue({ work: { percentiles: { '50': 1, '99.9': 5, '100': 6 } } });
    const path = 'services.server.work.percentiles.99.9';
    expect(getValue(document, path)).toBe(5);
    expect(getValue(edited(document, path, '5.5ms'), path)).toBe('5.5ms');
  });
});

describe('setting', () => {
  test('makes what is missing on the way', () => {
    const document = edited(queue(), 'links.clients~server.retry.backoff.jitter', 'full');
    expect(document.links).toEqual({ 'clients->server': { retry: { backoff: { jitter: 'full' } } } });
    expect(accepted(document).resolved.links[0].retry).toMatchObject({ maxAttempts: 3, backoff: { jitter: 'full' } });
  });

  test('shares what did not change and leaves the old document alone', () => {
    const before = shop();
    const after = edited(before, 'services.orders.concurrency', 9);
    expect(before).toEqual(shop());
    expect(after.links).toBe(before.links);
    expect(getValue(after, 'services.orders.concurrency')).toBe(9);
  });

  test.each([undefined, null])('%s takes a value away, and makes nothing', (nothing) => {
    expect(edited(shop(), 'links.web->orders.retry', nothing).links).not.toHaveProperty(['web->orders', 'retry']);
    expect(edited(shop(), 'faults.f1', nothing).faults).toHaveLength(3);
    expect(edited(queue(), 'links.a->b.retry.maxAttempts', nothing)).toEqual(queue());
  });

  test('a number of instances becomes a count when more is said about them', () => {
    const document = edited(queue({ instances: 3 }), 'services.server.instances.speeds', [1, 1, 2]);
    expect(getValue(document, 'services.server.instances')).toEqual({ count: 3, speeds: [1, 1, 2] });
  });

  test('another kind of distribution or arrivals takes the place of the old one', () => {
    const document = edited(queue({ work: '5ms' }), 'services.server.work.lognormal', { mean: 5, cv: 1 });
    expect(getValue(document, 'services.server.work')).toEqual({ lognormal: { mean: 5, cv: 1 } });
    expect(getValue(edited(shop(), 'workloads.shoppers.arrivals.constant', 5), 'workloads.shoppers.arrivals')).toEqual({
      constant: 5,
    });
  });

  test('appends to a list at its end', () => {
    const fault = { at: '5s', crash: { target: 'web' } };
    expect(edited(shop(), 'faults.4', fault).faults).toHaveLength(5);
    expect(edited(queue(), 'faults.0', { at: '5s', crash: { target: 'server' } }).faults).toHaveLength(1);
  });

  test.each([
    ['services.ordrs.concurrency', 4, 'bad-path', 'orders'],
    ['services.orders.concurency', 4, 'bad-path', 'concurrency'],
    ['faults.f9.at', '5s', 'bad-path', 'f1'],
    ['faults.9.at', '5s', 'bad-path', undefined],
    ['links.web=>orders.timeout', 5, 'bad-path', 'web->orders'],
    ['services.orders.concurrency.deep', 4, 'bad-path', undefined],
    ['', 4, 'bad-path', undefined],
    ['a..b', 4, 'bad-path', undefined],
    ['x'.repeat(1000), 4, 'bad-path', undefined],
    ['services.orders.concurrency', '4', 'wrong-type', undefined],
    ['links.web->orders.timeout', '200 ms', 'bad-unit', '200ms'],
    ['links.web->orders.compression', { algorithm: 'gzip' }, 'not-supported', undefined],
    ['services.orders.instances.weights.0', 0, 'out-of-range', undefined],
    ['name', () => 1, 'wrong-type', undefined],
  ])('%.40s = %j is refused as %s near %s', (path, value, code, near) => {
    const result = setValue(shop(), path, value);
    expect(result).toMatchObject({ ok: false, problems: [{ code }] });
    expect(result.ok ? '' : result.problems[0].nearest).toBe(near);
  });

  test('settings of parseScenario are applied in order and their mistakes told', () => {
    const set = [
      { path: 'seed', value: 1 },
      { path: 'seed', value: 2 },
    ];
    expect(accepted(queue(), { set }).resolved.seed).toBe('2');
    expect(findings(queue(), { set: [{ path: 'sed', value: 2 }] })).toEqual(['bad-path ']);
    expect(findings(queue(), { set: [{ path: 'duration', value: -2 }] })).toEqual(['out-of-range duration']);
  });

  describe('what is wrong with a setting has no position in the text', () => {
    const text = [
      'version: 1',
      'duration: 10s',
      'services: { server: { work: 1ms } }',
      'workloads:',
      '  clients: { call: server, arrivals: { constant: 1 } }',
      'sed: 5',
    ].join('\n');
    test.each<[string, unknown, string[]]>([
      ['durtion', '5s', ['']],
      ['services.sever.work', '5s', ['']],
      ['duration', '5 parsecs', ['duration']],
      ['services.other', { wrk: 1 }, ['services.other.wrk']],
      ['links.clients~server.retry.maxAttempts', 0, ['links.clients->server.retry.maxAttempts']],
      ['workloads.clients.arrivals', null, ['workloads.clients']],
      ['workloads.clients.profile', null, []],
      ['seed', 7, []],
    ])('%s = %j', (path, value, expected) => {
      const problems = problemsOf(text, { set: [{ path, value }] });
      const ofSetting = problems.filter(({ setting }) => setting === path);
      expect(ofSetting.map((problem) => [problem.path, problem.line])).toEqual(expected.map((at) => [at, undefined]));
      const ofText = problems.filter(({ setting }) => setting !== path);
      expect(ofText).toMatchObject([{ path: 'sed', line: 6, column: 1 }]);
      expect(ofText[0].setting).toBe(undefined);
    });

    test('the last of several settings of a place is the one', () => {
      const set = [
        { path: 'services.server', value: { work: 'x' } },
        { path: 'services.server.work', value: 'y' },
      ];
      expect(problemsOf(text, { set })).toContainEqual(
        expect.objectContaining({ setting: 'services.server.work', found: '"y"' }),
      );
    });
  });

  test('what was set is what is got, for every single value of the format', () => {
    const values: Record<string, unknown> = {
      ...{ duration: '7ms', rate: '7/s', ratio: '7%', size: '7B', bandwidth: '7Mbps', integer: 2, number: 2 },
      ...{ boolean: false, distribution: { exponential: { mean: '7ms' } }, string: 'text' },
    };
    const prefixes = {
      ...{ scenario: '', service: 'services.orders.', endpoint: 'services.orders.endpoints.place.' },
      ...{
        link: 'links.web->orders.',
        workload: 'workloads.shoppers.',
        fault: 'faults.0.',
        step: '',
        distribution: '',
      },
    };
    // A value of its kind may be too small for some.
    const atLeast = (min: number, value: unknown) => (typeof value === 'number' && value < min ? min : value);
    const rows = keyTable().filter(({ supported, kind, target, path }) => {
      const isPlain = supported && kind !== 'group' && target !== 'step' && target !== 'distribution';
      return isPlain && !/^(version|slos|profile|session|zones|admission\.priority)/.test(path);
    });
    expect(rows.length).toBeGreaterThan(50);
    assert(
      property(constantFrom(...rows), ({ target, path, kind, options, min = 0 }) => {
        const value = kind === 'enum' ? options[0] : path.endsWith('probes') ? true : atLeast(min, values[kind]);
        const full = prefixes[target] + path;
        expect(getValue(edited(shop(), full, value), full)).toEqual(value);
      }),
      { seed: 3, numRuns: 300 },
    );
  });
});

describe('describing', () => {
  test('a value says what its control needs', () => {
    expect(describePath('links.web->orders.retry.maxAttempts', shop())).toMatchObject({
      ...{ kind: 'integer', default: 3, min: 1, infinite: true, supported: true, value: 3, isActive: true },
      ...{ path: 'links.web->orders.retry.maxAttempts', defaultSource: 'AWS SDK, standard mode' },
    });
    expect(describePath('network.bandwidth', shop())).toMatchObject({ kind: 'bandwidth', unit: 'bit/s', min: 1 });
    expect(describePath('services.orders.threading', shop())).toMatchObject({
      ...{ kind: 'enum', options: ['blocking', 'async'], default: 'blocking', value: undefined },
    });
  });

  test('a link shows what it inherits, the closer pattern first', () => {
    const timeout = describePath('links.web->orders.timeout', shop());
    expect(timeout).toMatchObject({ value: undefined, inherited: { value: '1s', from: 'links.*.timeout' } });
    const base = describePath('links.web->orders.retry.backoff.base', shop());
    expect(base).toMatchObject({
      inherited: { value: '10ms', from: 'links.web->*.retry.backoff.base' },
      isActive: true,
    });
    const latency = describePath('links.web->orders.network.latency', shop());
    expect(latency).toMatchObject({ inherited: { value: '0.2ms', from: 'network.latency' } });
  });

  test('a policy that is not given is not active', () => {
    expect(describePath('links.clients->server.retry.maxAttempts', queue())).toMatchObject({ isActive: false });
    expect(describePath('links.clients->server.balancer.policy', queue())).toMatchObject({ default: 'round-robin' });
    expect(describePath('links.clients->server.balancer.policy', queue({}, { balancer: {} }))).toMatchObject({
      default: 'least-request',
    });
  });

  test('a key that does not work yet says so, a path that leads nowhere gives nothing', () => {
    expect(describePath('links.web->orders.compression.algorithm', shop())).toMatchObject({ supported: false });
    expect(describePath('links.web->orders.compresion', shop())).toBeUndefined();
  });

  test('a value of two kinds has the control of the one it has', () => {
    const path = 'links.web->orders.retry.backoff.jitter';
    expect(describePath(path, shop())?.kind).toBe('enum');
    expect(describePath(path, edited(shop(), path, '20%'))?.kind).toBe('ratio');
  });

  test('parameters come in groups, the own ones first', () => {
    const groups = parametersOf('link');
    expect(groups[0].parameters.map(({ name }) => name)).toContain('timeout');
    const retry = groups.find(({ name }) => name === 'retry');
    expect(retry?.parameters.map(({ path }) => path)).toContain('retry.backoff.jitter');
    expect(groups.find(({ name }) => name === 'compression')?.supported).toBe(false);
    for (const target of ['service', 'endpoint', 'workload', 'fault', 'scenario'] as const) {
      expect(parametersOf(target).length).toBeGreaterThan(0);
    }
  });

  test('every key has a sentence in both languages and says where its default comes from', () => {
    const bare = keyTable().filter(({ en, zh, defaultSource }) => {
      return !/^[A-Z0-9].*\.$/.test(en) || !/[\u4e00-\u9fff].*。$/.test(zh) || defaultSource === '';
    });
    expect(bare).toEqual([]);
  });
});
