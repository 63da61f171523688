import { assert, array, constantFrom, double, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseScenario, type ReadFile, readArrivalTimes, simulate } from '../../sim-core/index.ts';
import { readScenarioText } from '../../web/app/read-scenario-text.ts';
import { accepted, findings, queue } from './documents.ts';

const timesOf = (text: string) => {
  const reading = readArrivalTimes(text);
  return reading.ok ? reading.times : reading.problems;
};

describe('a CSV of instants', () => {
  test('has one a line, in milliseconds or with a unit, in any order', () => {
    expect(timesOf('12\n1.5s\n0\n250us\n')).toEqual([12, 1500, 0, 0.25]);
  });

  test('may have a header, other columns, quotes, comments, blank lines, a byte order mark and the line ends of Windows', () => {
    const text = '\ufeff# from the access log\r\ntime,path\r\n"5ms",/home\r\n\r\n 7 ; x\r\n1e1\t9\r\n# end\r\n';
    expect(timesOf(text)).toEqual([5, 7, 10]);
  });

  test('tells what is wrong with the line it stands in', () => {
    expect(timesOf('at\n1\n\nsoon\n-3\n2 fortnights\n200d')).toEqual([
      { line: 4, message: expect.stringMatching(/^not an instant: "soon"; write milliseconds/) },
      { line: 5, message: expect.stringMatching(/^not an instant: "-3"/) },
      { line: 6, message: expect.stringMatching(/^not an instant: "2 fortnights"/) },
      { line: 7, message: 'later than 100d: "200d"' },
    ]);
    expect(timesOf('time\n,5\n')).toEqual([{ line: 2, message: expect.stringMatching(/^not an instant: ""/) }]);
  });

  test('that has nothing in it, or too much, is refused', () => {
    expect(timesOf('# nothing\n')).toEqual([{ message: 'no instant in it' }]);
    expect(timesOf('1\n'.repeat(1_000_001))).toEqual([{ line: 1_000_001, message: 'more than 1000000 instants' }]);
    expect(timesOf('x\n'.repeat(1000))).toHaveLength(10);
  });

  test('gives back what was written', () => {
    const instants = array(double({ min: 0, max: 1e9, noNaN: true }), { minLength: 1 });
    expect(() =>
      assert(
        property(instants, constantFrom('\n', '\r\n'), (times, end) => {
          expect(timesOf(times.map((ms) => `${ms}`).join(end))).toEqual(times);
        }),
        { seed: 1 },
      ),
    ).not.toThrow();
  });
});

describe('arrivals from a file', () => {
  const document = (arrivals: unknown) => ({ ...queue(), workloads: { clients: { call: 'server', arrivals } } });
  const fromFile = document({ file: 'load/a.csv' });
  const files: ReadFile = (name) =>
    name === 'load/a.csv' ? { ok: true, text: '30\n10\n20ms' } : { ok: false, message: 'there is no such file' };

  test('are the same as those instants written down, and make the document whole', () => {
    const scenario = accepted(fromFile, { readFile: files });
    const written = accepted(document({ times: [30, 10, 20] }));
    expect(scenario.document).toEqual(written.document);
    expect(scenario.hash).toBe(written.hash);
    expect(simulate(scenario).digest).toBe(simulate(written).digest);
  });

  test('that nobody reads are refused with what to do', () => {
    expect(findings(fromFile)).toEqual(['bad-file workloads.clients.arrivals.file']);
    const reading = parseScenario(fromFile);
    expect(!reading.ok && reading.problems[0].message).toContain('run the scenario on the command line');
  });

  test('that cannot be read, or are wrong, are told where the scenario names them', () => {
    const text = [
      'version: 1',
      'services: { a: {} }',
      'workloads:',
      '  w:',
      '    call: a',
      '    arrivals: { file: b.csv }',
    ];
    const missing = parseScenario(text.join('\n'), { readFile: files });
    expect(!missing.ok && missing.problems).toMatchObject([
      { code: 'bad-file', path: 'workloads.w.arrivals.file', line: 6, message: 'b.csv: there is no such file' },
    ]);
    const wrong = parseScenario(text.join('\n'), { readFile: () => ({ ok: true, text: '1\nx' }) });
    expect(!wrong.ok && wrong.problems).toMatchObject([{ code: 'bad-file', line: 6, message: /^b.csv:2: not an/ }]);
  });

  test('that come from a setting are told with the setting', () => {
    const set = [{ path: 'workloads.clients.arrivals', value: { file: 'none.csv' } }];
    const reading = parseScenario(document({ poisson: 1 }), { set, readFile: files });
    expect(!reading.ok && reading.problems).toMatchObject([
      { code: 'bad-file', setting: 'workloads.clients.arrivals' },
    ]);
  });

  test('are found by their name among the files that are opened together in the page', () => {
    const text = JSON.stringify(fromFile);
    expect(readScenarioText(text, new Map([['a.csv', '1\n2']]))).toMatchObject({
      workloads: { clients: { arrivals: { times: [1, 2] } } },
    });
    expect(() => readScenarioText(text)).toThrow(/load\/a.csv: choose it together with the scenario/);
  });
});
