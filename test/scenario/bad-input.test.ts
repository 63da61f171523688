import { stringify } from 'yaml';
import { describe, expect, test } from 'vitest';
import { formatProblem, keyTable, PROBLEM_CODES, parseScenario, setValue } from '../../sim-core/scenario/index.ts';
import { parseQuantity } from '../../sim-core/scenario/quantities.ts';
import { accepted, type Document, findings, problemsOf, queue, shop } from './documents.ts';

const JSON_TEXT = JSON.stringify(shop(), null, 2);
const YAML_TEXT = stringify(shop());

describe('row 1: text that is damaged', () => {
  /** A small generator with a fixed start: the same files on every run. */
  function mutations(text: string, count: number): string[] {
    let state = 12345;
    const next = (bound: number) => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return Math.floor((state / 4294967296) * bound);
    };
    return Array.from({ length: count }, (_, index) => {
      const at = next(text.length);
      if (index % 2 === 0) return text.slice(0, at);
      return text.slice(0, at) + String.fromCharCode(next(256)) + text.slice(at + 1);
    });
  }

  test.each([
    ['JSON', JSON_TEXT],
    ['YAML', YAML_TEXT],
  ])('100 mutated %s files give a scenario or listed codes with a line', (_, text) => {
    const codes = new Set<string>(PROBLEM_CODES);
    let refusedCount = 0;
    for (const mutated of mutations(text, 100)) {
      const reading = parseScenario(mutated);
      if (reading.ok) continue;
      refusedCount++;
      expect(reading.problems.length).toBeGreaterThan(0);
      for (const problem of reading.problems) {
        expect(codes).toContain(problem.code);
        expect(problem.message).not.toBe('');
        const isOfAll = ['empty', 'encoding', 'too-large'].includes(problem.code);
        expect(isOfAll || (problem.line ?? 0) > 0).toBe(true);
      }
    }
    expect(refusedCount).toBeGreaterThan(60);
  });

  test.each([
    ['', 'empty'],
    [' \n\t', 'empty'],
    ['{"version": 1,}', 'syntax'],
    ['{"version": 1', 'syntax'],
    ['{"version": 01}', 'syntax'],
    ['{"a": "b\u0001"}', 'syntax'],
    ['{"a": "\\x"}', 'syntax'],
    ['{"a": tru}', 'syntax'],
    ['{"a": 1} x', 'syntax'],
    ['[1, 2', 'syntax'],
    ['a: [1, 2', 'syntax'],
    ['a: b: c', 'syntax'],
    ['a: 1\n---\nb: 2', 'syntax'],
    ['\ufffd\ufffd{\0"\0', 'encoding'],
    ['{\0"\0v\0', 'encoding'],
    ['just words', 'wrong-type'],
    ['[]', 'wrong-type'],
    ['null', 'wrong-type'],
  ])('%j is refused as %s', (text, code) => {
    expect(problemsOf(text)[0].code).toBe(code);
  });

  test('a byte order mark is not a mistake', () => {
    expect(accepted(`\ufeff${JSON_TEXT}`).resolved.name).toBe('Shop');
    expect(accepted(`\ufeff${YAML_TEXT}`).resolved.name).toBe('Shop');
  });

  test('the place of a mistake in JSON is its line and column', () => {
    const [problem] = problemsOf('{\n  "version": 1,\n  "services": {},\n  "sed": 3\n}');
    expect(problem).toMatchObject({ code: 'unknown-key', path: 'sed', line: 4, column: 3, nearest: 'seed' });
    expect(formatProblem(problem, 'a.json')).toBe('a.json:4:3 sed: unknown key; did you mean seed? [unknown-key]');
  });

  test('the place of a mistake in YAML is its line and column', () => {
    const [problem] = problemsOf('version: 1\nservices:\n  a:\n    work: 5 min\n');
    expect(problem).toMatchObject({ code: 'bad-unit', path: 'services.a.work', line: 4, column: 5, nearest: '5m' });
  });

  test('a syntax error stands where it is', () => {
    expect(problemsOf('{\n  "version": 1,\n}')[0]).toMatchObject({ code: 'syntax', line: 3, column: 1 });
  });
});

describe('row 2: units', () => {
  test.each<[string, number | 'unit' | 'number', string?]>([
    ['250us', 0.25],
    ['5ms', 5],
    ['333.3ms', 333.3],
    ['1.5s', 1500],
    ['2m', 120_000],
    ['1h', 3_600_000],
    ['1d', 86_400_000],
    ['0ms', 0],
    ['0.001us', 0.000001],
    ['infinite', Number.POSITIVE_INFINITY],
    ['5', 'unit'],
    ['5 min', 'unit', '5m'],
    ['5min', 'unit', '5m'],
    ['5 s', 'unit', '5s'],
    ['10mss', 'unit', '10ms'],
    ['10sec', 'unit', '10s'],
    ['10 seconds', 'unit', '10s'],
    ['3hours', 'unit', '3h'],
    ['2days', 'unit', '2d'],
    ['7µs', 'unit', '7us'],
    ['1MS', 'unit', '1ms'],
    ['1w', 'unit'],
    ['s', 'number'],
    ['', 'number'],
    ['ms5', 'number'],
    ['1e3ms', 'unit'],
    ['.5s', 'number'],
    ['5.s', 'number'],
    ['1,5s', 'unit'],
    ['1_000ms', 'unit'],
    ['0x10ms', 'unit'],
    ['5ms ', 'unit', '5ms'],
    [' 5ms', 'number'],
    ['1s500ms', 'unit'],
    ['٣s', 'number'],
    ['NaN', 'number'],
    ['Infinity', 'number'],
    ['infinit', 'number', 'infinite'],
    ['forever', 'number'],
  ])('the duration %s reads as %s', (text, expected, near) => {
    const reading = parseQuantity('duration', text);
    const refusal = { ok: false, reason: expected, ...(near === undefined ? {} : { nearest: near }) };
    expect(reading).toMatchObject(typeof expected === 'number' ? { ok: true, value: expected } : refusal);
  });

  test.each([
    ['rate', '12k/s', 12_000],
    ['rate', '600/min', 10],
    ['size', '4KiB', 4096],
    ['size', '1MB', 1_000_000],
    ['bandwidth', '100Mbps', 100_000_000],
    ['dataRate', '510MB/s', 510_000_000],
    ['ratio', '5%', 0.05],
    ['ratio', '0.1%', 0.001],
  ] as const)('the %s %s is %d', (kind, text, value) => {
    expect(parseQuantity(kind, text)).toEqual({ ok: true, value });
  });

  test('a plain number of a duration is milliseconds', () => {
    expect(accepted({ ...queue(), duration: 1500 }).resolved.durationNs).toBe(1_500_000_000);
  });

  test('a mean work beyond the timeout is warned about', () => {
    const { warnings } = accepted(queue({ work: '300ms', instances: 100 }, { timeout: '200ms' }));
    expect(warnings).toMatchObject([{ code: 'timeout-below-work', path: 'links.clients->server.timeout' }]);
  });
});

describe('row 3: numbers that are none', () => {
  const BAD = [
    Number.NaN,
    Infinity,
    -Infinity,
    -1,
    null,
    '7 apples',
    true,
    [],
    {},
    1e308,
    5e-324,
    '',
    '-5',
    Number.MAX_VALUE,
  ];
  /** One number of every kind at a place where it is valid, and which of the values above are right there after all. */
  const FIELDS = keyTable().filter(({ kind, supported }) => supported && kind !== 'group' && kind !== 'string');

  test.each([
    ['seed', ['7 apples', '', '-5', -1]],
    ['duration', []],
    ['warmup', []],
    ['metrics.window', []],
    ['metrics.maxWindows', []],
    ['limits.calls', []],
    ['limits.depth', []],
    ['network.latency', []],
    ['network.loss', []],
    ['network.rto', []],
    ['network.bandwidth', []],
    ['services.orders.instances.count', []],
    ['services.orders.instances.speeds.0', []],
    ['services.orders.instances.weights.0', []],
    ['services.orders.concurrency', []],
    ['services.orders.queue.capacity', []],
    ['services.orders.endpoints.place.requestSize', []],
    ['services.orders.endpoints.place.responseSize', []],
    ['services.orders.endpoints.place.errorRate', []],
    ['services.orders.endpoints.place.steps.0.work', []],
    ['services.orders.endpoints.place.steps.0.work.exponential.mean', []],
    ['services.orders.discovery.heartbeat', []],
    ['services.orders.discovery.lease', []],
    ['services.orders.discovery.leaseFactor', []],
    ['services.orders.discovery.sweep', []],
    ['services.orders.discovery.responseCache', []],
    ['services.orders.discovery.fetch', []],
    ['services.web.endpoints.home.steps.1.probability', []],
    ['services.web.endpoints.home.steps.1.count', []],
    ['services.web.endpoints.home.steps.2.need', []],
    ['services.web.endpoints.home.steps.3.choose.0.p', []],
    ['services.stock.work', []],
    ['services.stock.errorRate', []],
    ['links.web->orders.timeout', []],
    ['links.web->orders.network.latency', []],
    ['links.web->orders.network.loss', []],
    ['links.web->orders.network.rto', []],
    ['links.web->orders.network.bandwidth', []],
    ['links.web->orders.balancer.choices', []],
    ['links.web->orders.retry.maxAttempts', []],
    ['links.web->orders.retry.backoff.base', []],
    ['links.web->orders.retry.backoff.max', []],
    ['links.web->orders.retry.backoff.multiplier', []],
    ['links.web->orders.retry.backoff.jitter', []],
    ['workloads.shoppers.arrivals.poisson', []],
    ['workloads.shoppers.profile.0.at', []],
    ['workloads.shoppers.profile.0.scale', [5e-324]],
    ['workloads.shoppers.profile.0.ramp', []],
    ['workloads.shoppers.clients', []],
    ['workloads.batch.arrivals.closed.users', []],
    ['workloads.batch.arrivals.closed.think', []],
    ['faults.f1.at', []],
    ['faults.f1.for', []],
    ['faults.1.mtbf', []],
    ['faults.1.mttr', []],
    ['faults.2.slow.factor', []],
    ['faults.2.slow.share', []],
    ['faults.3.error.rate', []],
    ['faults.3.error.after', []],
    ['slos.0.target', []],
    ['slos.0.under', []],
  ] as const)('%s takes none of 14 bad values', (path, legal: readonly unknown[]) => {
    const wrong = BAD.filter((value) => !legal.includes(value));
    const refused = wrong.filter((value) => {
      const problems = problemsOf(changed(path, value));
      return problems.length > 0 && problems.every(({ message }) => message !== '');
    });
    expect(refused).toEqual(wrong);
  });

  test('the list above has a field of every numeric kind', () => {
    const kinds = new Set(FIELDS.map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual([
      ...['bandwidth', 'boolean', 'distribution', 'duration', 'enum', 'integer', 'number', 'rate', 'ratio', 'size'],
    ]);
  });

  /** Puts the value there whatever it is: `parseScenario` shall find it, not the edit. */
  function changed(path: string, value: unknown): Document {
    const marker = setValue(shop(), path, 1);
    const marked = marker.ok ? marker : setValue(shop(), path, path.endsWith('maxWindows') ? 10 : '1ms');
    if (!marked.ok) throw new Error(marked.problems[0].message);
    return replacedAt(marked.document, path, value);
  }

  function replacedAt(document: unknown, path: string, value: unknown): Document {
    const copy = JSON.parse(JSON.stringify(document)) as Document;
    const names = path.split('.');
    const last = names.pop() ?? '';
    let inner: Document = copy;
    for (const name of names) inner = inner[name === 'f1' ? '0' : name] as Document;
    inner[last] = value;
    return copy;
  }

  test('minus zero is zero', () => {
    const { resolved } = accepted(queue({ errorRate: -0, work: -0 }));
    const [endpoint] = resolved.services[0].endpoints;
    expect(Object.is(endpoint.errorRatio, 0)).toBe(true);
    expect(endpoint.steps).toMatchObject([{ of: { kind: 'constant', value: 0 } }]);
  });

  test('1e999 in a file is told as out of range', () => {
    expect(findings('{"version": 1, "services": {"a": {"concurrency": 1e999}}}')).toEqual([
      'out-of-range services.a.concurrency',
    ]);
  });

  test('an infinite number is suggested as a word where it is allowed', () => {
    const [problem] = problemsOf(queue({ concurrency: Infinity }));
    expect(problem).toMatchObject({ code: 'out-of-range', nearest: '"infinite"' });
  });
});

describe('row 4: calls in circles', () => {
  const calls = (target: string, probability = 1): Document => ({ steps: [{ call: target, probability }] });

  test('a service that certainly calls itself is refused', () => {
    const document = { version: 1, services: { a: calls('a') } };
    expect(problemsOf(document)).toMatchObject([
      { code: 'cycle', message: 'calls itself for ever: a.default → a.default' },
    ]);
  });

  test('a circle of three is shown', () => {
    const services = { a: calls('b'), b: calls('c'), c: calls('a') };
    expect(problemsOf({ version: 1, services })[0].message).toContain('a.default → b.default → c.default → a.default');
  });

  test('a circle with a call that may not happen is allowed', () => {
    expect(findings({ version: 1, services: { a: calls('b'), b: calls('a', 0.5) } })).toEqual([]);
  });

  test('a circle hidden in a branch and a certain option is found', () => {
    const a = { steps: [{ parallel: [{ call: 'b' }] }] };
    const b = { steps: [{ choose: [{ p: 1, steps: [{ call: 'a' }] }] }] };
    expect(findings({ version: 1, services: { a, b } })).toEqual(['cycle services.a.endpoints.default']);
  });

  test('a chain of 20,000 services is read', () => {
    const services = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, i) => [`s${i}`, i < 19_999 ? calls(`s${i + 1}`) : { work: 1 }]),
    );
    expect(accepted({ version: 1, services }).resolved.links).toHaveLength(19_999);
  });
});

describe('row 5: nothing of something', () => {
  test.each([
    ['no instance', { instances: 0 }],
    ['no place to wait', { queue: { capacity: 0 } }],
    ['no work', { work: 0 }],
    ['no steps', { work: undefined, steps: [] }],
  ])('%s is legal', (_, service) => {
    expect(findings(queue(service))).toEqual([]);
  });

  test.each([
    ['workers', queue({ concurrency: 0 }), 'services.server.concurrency'],
    ['branches', queue({ steps: [{ parallel: [] }] }), 'services.server.steps.0.parallel'],
    ['options', queue({ steps: [{ choose: [] }] }), 'services.server.steps.0.choose'],
    ['speed', queue({ instances: { count: 1, speeds: [0] } }), 'services.server.instances.speeds.0'],
    ['duration', { ...queue(), duration: 0 }, 'duration'],
    ['attempts', queue({}, { retry: { maxAttempts: 0 } }), 'links.clients->server.retry.maxAttempts'],
  ])('no %s is out of range', (_, document, path) => {
    expect(findings(document)).toEqual([`out-of-range ${path}`]);
  });

  test('no workload and no service are legal', () => {
    expect(accepted({ version: 1, services: {} }).resolved.services).toEqual([]);
  });

  test('a parallel of calls made zero times does nothing', () => {
    const { resolved } = accepted(queue({ steps: [{ parallel: [{ call: 'other', count: 0 }] }], ...{} }), {
      set: [{ path: 'services.other', value: { work: 1 } }],
    });
    expect(resolved.services[1].endpoints[0].steps.map(({ kind }) => kind)).toEqual(['work']);
  });
});

describe('row 6: misspelt names', () => {
  test.each([
    ['servces', 'services', 'services'],
    ['Services', 'services', 'services'],
    ['duraton', 'duration', 'duration'],
    ['warmUp', 'warmup', 'warmup'],
    ['zone', 'zones', 'zones'],
    ['fault', 'faults', 'faults'],
    ['workload', 'workloads', 'workloads'],
    ['netwrok', 'network', 'network'],
  ])('%s at the top suggests %s', (name, near) => {
    const [problem] = problemsOf({ ...queue(), [name]: {} });
    expect(problem).toMatchObject({ code: 'unknown-key', path: name, nearest: near });
  });

  test.each([
    ['links.web->orders', 'timout', 'timeout'],
    ['links.web->orders', 'time-out', 'timeout'],
    ['links.web->orders', 'retyr', 'retry'],
    ['links.web->orders', 'balanser', 'balancer'],
    ['links.web->orders.retry', 'maxAttemps', 'maxAttempts'],
    ['links.web->orders.retry', 'maxattempts', 'maxAttempts'],
    ['links.web->*.retry.backoff', 'jiter', 'jitter'],
    ['links.web->orders.balancer', 'polcy', 'policy'],
    ['services.orders', 'instnaces', 'instances'],
    ['services.orders', 'concurency', 'concurrency'],
    ['services.orders.queue', 'capacty', 'capacity'],
    ['services.orders.endpoints.place', 'errorrate', 'errorRate'],
    ['services.orders.discovery', 'heartBeat', 'heartbeat'],
    ['workloads.shoppers', 'arivals', 'arrivals'],
    ['workloads.shoppers.arrivals', 'poison', 'poisson'],
    ['faults.f1.crash', 'hst', 'host'],
  ])('below %s, %s suggests %s', (path, name, near) => {
    const document = shop();
    let inner: Document = document;
    for (const part of path.split('.')) inner = inner[part === 'f1' ? '0' : part] as Document;
    inner[name] = {};
    const problem = problemsOf(document).find(({ code }) => code === 'unknown-key');
    expect(problem).toMatchObject({ path: `${path.replace('f1', '0')}.${name}`, nearest: near });
  });

  test.each([
    ['links.web->orders.balancer.policy', 'least_request', 'least-request'],
    ['links.web->orders.balancer.policy', 'roundrobin', 'round-robin'],
    ['links.web->orders.retry.backoff.jitter', 'fulll', 'full'],
    ['services.orders.threading', 'blockng', 'blocking'],
    ['services.orders.discovery.mode', 'clinet', 'client'],
    ['services.orders.queue.discipline', 'fifoo', 'fifo'],
  ])('%s: %s suggests %s', (path, value, near) => {
    expect(problemsOf(shop(), { set: [{ path, value }] })).toMatchObject([
      { code: 'unknown-value', path, nearest: near },
    ]);
  });

  test('a misspelt distribution suggests its name', () => {
    const found = problemsOf(queue({ work: { exponentail: { mean: 5 } } }));
    expect(found[0]).toMatchObject({ code: 'unknown-key', nearest: 'exponential' });
  });

  test.each([
    ['service', { 'workloads.batch.call': 'ordrs.list' }, 'orders'],
    ['endpoint', { 'workloads.batch.call': 'orders.lst' }, 'orders.list'],
    ['zone', { 'services.orders.instances.zones.0': 'az-c' }, 'az-a'],
    ['link', { 'links.web->ordrs': { timeout: 5 } }, 'orders'],
    ['target', { 'faults.f1.crash.target': 'order#1' }, 'orders'],
    ['workload', { 'slos.0.of': 'workloads.shopers' }, 'workloads.shoppers'],
  ])('an unknown %s suggests a known one', (_, edits, near) => {
    const set = Object.entries(edits).map(([path, value]) => ({ path, value }));
    expect(problemsOf(shop(), { set })).toMatchObject([{ code: 'unknown-reference', nearest: near }]);
  });

  test('all mistakes are told at once', () => {
    const document = { ...queue({ work: '5 min', concurency: 2 }), sed: 4, duration: -1 };
    expect(findings(document)).toEqual([
      'bad-unit services.server.work',
      'unknown-key services.server.concurency',
      'unknown-key sed',
      'out-of-range duration',
    ]);
  });
});

describe('row 7: duplicate keys', () => {
  test('row 7: duplicate keys in JSON are told with both places', () => {
    const [problem] = problemsOf('{\n "version": 1,\n "services": {},\n "version": 1\n}');
    expect(problem).toMatchObject({ code: 'duplicate-key', path: 'version', line: 4, column: 2 });
    expect(problem.message).toContain('line 2, column 2');
  });

  test('row 7: duplicate keys in YAML are told with both places', () => {
    const [problem] = problemsOf('version: 1\nservices:\n  a: { work: 1 }\n  b: {}\n  a: {}\n');
    expect(problem).toMatchObject({ code: 'duplicate-key', path: 'a', line: 5, column: 3 });
    expect(problem.message).toContain('line 3, column 3');
  });

  test('an escaped spelling of the same key is a duplicate', () => {
    expect(problemsOf('{"version": 1, "services": {}, "servic\\u0065s": {}}')[0].code).toBe('duplicate-key');
  });

  test('two faults of one name are refused', () => {
    expect(findings(shop(), { set: [{ path: 'faults.1.id', value: 'f1' }] })).toEqual(['duplicate-id faults.1.id']);
  });

  test('a workload called like a service is refused', () => {
    const workloads = { server: { call: 'server', arrivals: { poisson: 1 } } };
    expect(findings({ ...queue(), workloads })).toEqual(['duplicate-id workloads.server']);
  });
});

describe('row 8: names of JavaScript', () => {
  test.each(['constructor', 'prototype', 'hasOwnProperty', 'toString', 'valueOf'])(
    '%s is a name like any other',
    (id) => {
      const services = Object.fromEntries([[id, { work: 1 }]]);
      const workloads = Object.fromEntries([['w', { call: id, arrivals: { constant: 1 } }]]);
      const text = JSON.stringify({ version: 1, services, links: { [`w->${id}`]: { timeout: 5 } }, workloads });

      for (const input of [text, JSON.parse(text) as unknown, stringify(JSON.parse(text))]) {
        const { resolved } = accepted(input);
        expect(resolved.services[0].id).toBe(id);
        expect(resolved.links[0]).toMatchObject({ id: `w->${id}`, timeoutNs: 5_000_000 });
      }
      expect(Object.keys(Object.prototype)).toEqual([]);
    },
  );

  test.each([
    '{"version": 1, "services": {"__proto__": {"x": 1}}}',
    '{"version": 1, "services": {}, "__proto__": {"x": 1}}',
    '{"version": 1, "services": {"a": {"__proto__": {"x": 1}}}}',
    'version: 1\nservices: { __proto__: { x: 1 } }',
  ])('%s is refused and changes no prototype', (text) => {
    expect(problemsOf(text).length).toBeGreaterThan(0);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  test.each(['constructor', '__proto__', 'toString'])('the key %s is unknown where keys are fixed', (name) => {
    const text = `{"version": 1, "services": {"a": {"${name}": 5}}}`;
    expect(findings(text)).toEqual([`unknown-key services.a.${name}`]);
  });

  test('a path through a prototype leads nowhere', () => {
    const edited = setValue(queue(), '__proto__.x', 1);
    expect(edited.ok).toBe(false);
    expect(setValue(queue(), 'services.constructor.work', 1).ok).toBe(false);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});
