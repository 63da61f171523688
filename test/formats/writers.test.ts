import { describe, expect, it } from 'vitest';
import { canonicalText } from '../../sim-core/formats/canonical-json.ts';
import { csvCell, csvRecord } from '../../sim-core/formats/csv.ts';
import { seriesCsv } from '../../sim-core/formats/series-csv.ts';
import { traceChrome } from '../../sim-core/formats/trace-chrome.ts';
import { traceNdjson } from '../../sim-core/formats/trace-ndjson.ts';
import { MetricsObserver } from '../../sim-core/metrics/metrics-observer.ts';
import { OK, UNAVAILABLE } from '../../sim-core/model/outcomes.ts';
import { checkScenario } from '../../sim-core/scenario/index.ts';
import { Simulation } from '../../sim-core/simulation/simulation.ts';
import { TraceObserver } from '../../sim-core/trace/trace-observer.ts';
import { FakeWorld } from '../metrics/fake-world.ts';

interface TraceEvent {
  name: string;
  cat: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur: number;
  args: { name: string; hedge?: boolean; rejectedBy?: string; instance?: string | null };
}

describe('CSV', () => {
  it('quotes what would break a record, and ends each with CRLF', () => {
    expect(csvRecord(['plain', 'a,b', 'say "yes"', 'two\nlines', ''])).toBe(
      'plain,"a,b","say ""yes""","two\nlines",\r\n',
    );
  });

  it('writes numbers to their last digit, and nothing where there is none', () => {
    expect(csvRecord([0.1 + 0.2, -1.5, 1e21, -0, Number.NaN, Infinity, null, true])).toBe(
      '0.30000000000000004,-1.5,1e+21,0,,,,true\r\n',
    );
  });

  it.each(['=1+1', '+1', '-1', '@sum', '\tx', '\rx'])('makes the text %j harmless', (text) => {
    expect(csvCell(text).replace(/^"/, '')).toMatch(/^'/);
  });
});

describe('series as CSV', () => {
  it('has one record for each scope and window', () => {
    const metrics = new MetricsObserver();
    const fake = new FakeWorld(metrics, { warmupMs: 1000 });
    fake.simple(1200, 1230);
    fake.at(2500).observer.end();

    const [header, ...records] = [...seriesCsv(metrics.series())].map((line) => line.trimEnd().split(','));

    expect(header.slice(0, 6)).toEqual(['scope', 'startMs', 'endMs', 'warmup', 'requests', 'started']);
    expect(records).toHaveLength(metrics.series().scopes.length * 3);
    const cell = (scope: string, window: number, name: string) =>
      records.filter(([found]) => found === scope)[window][header.indexOf(name)];
    expect(cell('system', 1, 'artMs')).toBe('30');
    expect(cell('system', 0, 'artMs')).toBe('');
    expect(cell('system', 0, 'warmup')).toBe('true');
    expect(cell('system', 2, 'endMs')).toBe('2500');
    expect(cell('system', 1, 'uptime')).toBe('');
    expect(cell('services.orders', 1, 'uptime')).toBe('1');
  });
});

describe('canonical JSON', () => {
  it('sorts keys, keeps arrays and every digit', () => {
    expect(canonicalText({ b: [3, { z: 1, a: 0.1 + 0.2 }], a: null, A: 'x' }, 0)).toBe(
      '{"A":"x","a":null,"b":[3,{"a":0.30000000000000004,"z":1}]}\n',
    );
  });

  it('says where something cannot be said', () => {
    expect(() => canonicalText({ a: [1, Number.NaN] })).toThrow('$.a[1] is NaN');
    expect(() => canonicalText({ a: undefined })).toThrow('$.a is undefined');
  });
});

function traced(): TraceObserver {
  const trace = new TraceObserver();
  const fake = new FakeWorld(trace);
  const request = fake.at(1).request();
  const first = fake.attempt(request, 0);
  fake.at(2).refuse(first, UNAVAILABLE);
  fake.at(3).endAttempt(first, UNAVAILABLE);
  const second = fake.at(5).attempt(request, 1);
  fake.at(6).admit(second);
  const other = fake.request();
  fake.at(9).answer(second, OK, [1, 2, 0]);
  fake.at(10).endAttempt(second, OK);
  fake.endCall(request, OK, [1, 1, 2, 0, 1, 4]);
  fake.at(12).endCall(other, OK, [6]);
  return trace;
}

describe('traces', () => {
  it('as NDJSON are one request per line and read back unchanged', () => {
    const requests = traced().requests();

    const lines = [...traceNdjson(requests)];

    expect(lines).toHaveLength(2);
    expect(lines.every((line) => line.endsWith('}\n') && line.indexOf('\n') === line.length - 1)).toBe(true);
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(requests);
  });

  it('as trace events put calls, attempts and visits on lanes where nothing overlaps', () => {
    const { traceEvents } = JSON.parse([...traceChrome(traced().requests())].join('')) as { traceEvents: TraceEvent[] };

    const processes = traceEvents.filter((event) => event.ph === 'M').map((event) => event.args.name);
    expect(processes).toEqual(['orders#1', 'orders#2', 'web']);
    const slices = traceEvents.filter((event) => event.ph === 'X');
    const rows = slices.map(({ cat, name, pid, tid, ts, dur }) => [cat, name, pid, tid, ts, dur]);
    expect(rows).toEqual([
      ['call', 'orders.default', 3, 1, 1000, 9000],
      ['attempt', 'attempt', 3, 1, 1000, 2000],
      ['attempt', 'attempt 2', 3, 1, 5000, 5000],
      ['visit', 'default', 1, 1, 2000, 0],
      ['visit', 'default', 2, 1, 6000, 3000],
      ['call', 'orders.default', 3, 2, 6000, 6000],
    ]);
    expect(traceEvents.filter((event) => event.cat === 'flow').map((event) => event.ph)).toEqual(['s', 's', 'f', 'f']);
  });

  it('puts a hedge on a lane of its own, and says what a caller did with its attempts', () => {
    const checked = checkScenario({
      version: 1,
      name: 'hedged',
      seed: 5,
      duration: '1s',
      network: { latency: '1ms' },
      services: { stock: { instances: 2, work: '30ms' } },
      workloads: { shopper: { call: 'stock', arrivals: { times: ['100ms', '101ms'] } } },
      links: {
        'shopper->stock': { hedge: { delay: '10ms', maxAttempts: 2 }, bulkhead: { maxConcurrent: 2, maxPending: 1 } },
      },
    });
    if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
    const observer = new TraceObserver();
    new Simulation(checked.scenario, { observers: [observer] }).run();
    const { traceEvents } = JSON.parse([...traceChrome(observer.requests())].join('')) as { traceEvents: TraceEvent[] };

    const attempts = traceEvents.filter((event) => event.cat === 'attempt');
    const calls = traceEvents.filter((event) => event.cat === 'call');
    expect(attempts.filter((event) => event.args.hedge === true).map(({ name }) => name)).toContain('hedge 2');
    expect(attempts.some((event) => event.args.rejectedBy === 'bulkhead' && event.args.instance === null)).toBe(true);
    for (const hedge of attempts.filter((event) => event.args.hedge === true)) {
      const isOnOne = calls.some(
        ({ pid, tid, ts, dur }) => pid === hedge.pid && tid === hedge.tid && ts < hedge.ts && hedge.ts < ts + dur,
      );
      expect(isOnOne).toBe(false);
    }
  });
});
