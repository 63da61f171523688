import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { RunResult } from '../../sim-core/index.ts';
import { runPreset } from '../presets/stories.ts';
import { callscape, jsonOf, launcher, root } from './callscape.ts';

const BUILD_MS = 120_000;
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'callscape-cli-'));
  // The first command of a checkout builds the program.
  const { code, err } = callscape(['--version']);
  if (code !== 0) throw new Error(err);
}, BUILD_MS);
afterAll(() => rmSync(folder, { recursive: true }));

const inFolder = (name: string) => join(folder, name);
const SMALL = `version: 1
name: small
duration: 10s
services:
  server: { work: { exponential: { mean: 10ms } } }
workloads:
  people: { call: server, arrivals: { poisson: 20/s } }
`;

describe('help', () => {
  it.each(['run', 'theory', 'validate', 'schema', 'presets', 'show', 'link', 'open'])(
    '%s --help gives usage and examples',
    (name) => {
      const { code, out } = callscape([name, '--help']);

      expect(code).toBe(0);
      expect(out).toContain(`usage: callscape ${name}`);
      expect(out).toMatch(/examples:\n {2}callscape/);
    },
  );

  it('lists the commands', () => {
    const { code, out } = callscape(['--help']);

    expect(code).toBe(0);
    expect(out).toContain('run SCENARIO');
    expect(out).not.toContain('sweep');
  });
});

describe('arrivals from a file', () => {
  const scenario = (file: string) => SMALL.replace('{ poisson: 20/s }', `{ file: ${file} }`);

  it('are read from the folder of the scenario, and become part of the document', () => {
    writeFileSync(inFolder('log.csv'), 'at\n1s\n2500\n');
    writeFileSync(inFolder('from-file.yaml'), scenario('log.csv'));

    const result = jsonOf(['run', inFolder('from-file.yaml')]) as RunResult;

    expect(result.summary.workloads.people.requests).toBe(2);
  });

  it.each([
    ['none.csv', /from-file\.yaml:7:\d+ workloads\.people\.arrivals\.file: none\.csv: there is no such file in /],
    ['../log.csv', /\.\.\/log\.csv: must lie in the folder of the scenario or below it/],
    ['/etc/hostname', /\/etc\/hostname: must lie in the folder/],
    ['.', /\.: not a file/],
    ['broken.csv', /broken\.csv:2: not an instant: "x"/],
  ])('%s is refused with the place and the reason', (file, message) => {
    writeFileSync(inFolder('broken.csv'), '1\nx\n');
    writeFileSync(inFolder('from-file.yaml'), scenario(file));

    const { code, err } = callscape(['run', inFolder('from-file.yaml')]);

    expect(code).toBe(2);
    expect(err).toMatch(message);
  });
});

describe('wrong input ends with exit code 2 and says what was meant', () => {
  it.each<[string[], RegExp]>([
    [['rnu', 'hello'], /no command rnu \(did you mean run\?\)/],
    [['run', 'hello', '--sett', 'seed=1'], /no option --sett \(did you mean --set\?\)/],
    [['run', 'hello', '--jsn'], /run has no option --jsn \(did you mean --json\?\)/],
    [['presets', '--lang', 'zh'], /no option --lang \(did you mean --language\?\)/],
    [['run', 'hello', '--xyzzy'], /run has no option --xyzzy: see/],
    [['--jsn', 'run', 'hello'], /no option --jsn \(did you mean --json\?\)/],
    [['--versoin'], /no option --versoin \(did you mean --version\?\)/],
    [['--json', 'run', 'hello'], /--json goes after the command/],
    [['run', 'hello', '--trace', 'x.foo'], /--trace writes \.ndjson, or \.json for Perfetto, not "x\.foo"/],
    [['run', 'hello', '--series', 'x.json'], /--series writes \.csv, not "x\.json"/],
    [['link', 'hello', '--base', 'javascript:alert(1)'], /--base needs an address that begins with http/],
    [['link', 'hello', '--base', 'localhost:4173'], /--base needs an address that begins with http/],
    [['run', 'no-such-file', '--trace', 'trace'], /--trace writes \.ndjson, or \.json/],
    [['run'], /run needs SCENARIO/],
    [['run', 'hello', 'checkout'], /takes nothing like "checkout"/],
    [['run', 'hello', '--seed'], /--seed needs a value/],
    [['run', 'hello', '--seed', '1', '--seed', '2'], /--seed is given twice/],
    [['run', 'hello', '--json=yes'], /--json takes no value/],
    [['run', 'hello', '--replication', '-1'], /whole number/],
    [['run', 'helo'], /neither a file nor a preset.*did you mean hello\?/],
    [['run', '.'], /is a folder/],
    [['run', 'hello', '--set', 'services.hello.wrok=1ms'], /wrok.*did you mean work\?/],
    [['run', 'hello', '--set', 'seed'], /PATH=VALUE/],
    [
      ['run', 'hello', '--set', 'services.hello.work={exponential: {mean: 1ms}'],
      /in --set .*neither JSON nor YAML: .+/,
    ],
    [['run', 'hello', '--set', 'services.hello.work={mean: *x}'], /in --set .*neither JSON nor YAML: .+/],
    [['show', 'chekout'], /did you mean checkout\?/],
    [['open', '#s=1.AAAA.00000000'], /damaged/],
    [['presets', '--language', 'fr'], /en or zh/],
    [['sweep', 'hello'], /not yet supported/],
  ])('%j', (words, message) => {
    const { code, out, err } = callscape(words);

    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(message);
  });

  it('a file with several mistakes tells all of them with line and column', () => {
    const file = inFolder('wrong.yaml');
    writeFileSync(file, SMALL.replace('duration: 10s', 'duration: 10 parsecs').replace('poisson', 'poison'));

    const { code, out } = callscape(['validate', file]);

    expect(code).toBe(2);
    expect(out).toMatch(/wrong\.yaml:3:1 duration/);
    expect(out).toMatch(/wrong\.yaml:7:\d+ .*did you mean poisson\?/);
  });

  it('a mistake in a setting is told with the setting, not with a position', () => {
    const file = inFolder('fine.yaml');
    writeFileSync(file, SMALL);
    const settings = ['--set', 'services.sever.work=1ms', '--set', 'services.server.work=1 ms', '--duration', '5x'];

    const { code, out } = callscape(['validate', file, ...settings]);

    expect(code).toBe(2);
    expect(out.trimEnd().split('\n').slice(1)).toEqual([
      expect.stringMatching(/^in --set services\.sever\.work=1ms: .*did you mean server/),
      expect.stringMatching(/^in --duration 5x: duration: .*did you mean 5s/),
      expect.stringMatching(/^in --set services\.server\.work=1 ms: services\.server\.work: .*did you mean 1ms/),
    ]);
  });

  it.runIf(existsSync('/dev/zero'))('input that never ends is given up at 64 MiB', () => {
    const { code, err } = callscape(['validate', '/dev/zero']);

    expect(code).toBe(2);
    expect(err).toBe('/dev/zero is larger than 64 MiB\n');
  });

  it('bytes that are no text are refused', () => {
    const { code, err } = callscape(['run', '-'], { input: Buffer.from([0xff, 0xfe, 0x00, 0x80]) });

    expect(code).toBe(2);
    expect(err).toMatch(/not UTF-8/);
  });
});

describe('run', () => {
  it('prints the headline numbers, without colours where nobody can see them', () => {
    const { code, out, err } = callscape(['run', 'hello']);

    expect(code).toBe(0);
    expect(err).toBe('');
    for (const word of ['system', 'clients->hello', 'ART', 'AP', 'T', 'EHR', 'failover']) expect(out).toContain(word);
    expect(out).not.toContain('\x1b');
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it('gives the result that the library gives', () => {
    const { wall, ...result } = jsonOf(['run', 'hello']) as RunResult;

    expect(result).toEqual(JSON.parse(JSON.stringify(runPreset('hello').result)));
    expect(wall?.ms).toBeGreaterThan(0);
  });

  it('reads a file, standard input, a preset and a link alike', () => {
    const document = jsonOf(['show', 'hello']);
    writeFileSync(inFolder('hello.json'), JSON.stringify(document));
    const digests = [
      jsonOf(['run', 'hello']),
      jsonOf(['run', inFolder('hello.json')]),
      jsonOf(['run', '-'], { input: callscape(['show', 'hello']).out }),
      jsonOf(['run', callscape(['link', 'hello', '--base', 'http://localhost:4173/']).out.trim()]),
      jsonOf(['run', callscape(['link', inFolder('hello.json')]).out.trim()]),
    ].map((result) => (result as RunResult).digest);

    expect(new Set(digests)).toEqual(new Set([runPreset('hello').result.digest]));
  });

  it('changes values by path, ~ for ->', () => {
    const words = [
      'run',
      'hello',
      '--set',
      'links.clients~hello.retry.maxAttempts=1',
      '--duration',
      '30s',
      '--seed',
      '5',
    ];

    const { summary, seed, simulatedMs } = jsonOf(words) as RunResult;

    expect(seed).toBe('5');
    expect(simulatedMs).toBe(30_000);
    expect(summary.links['clients->hello'].retries).toBe(0);
  });

  it('takes YAML for a value in braces or brackets, as well as JSON', () => {
    const digestOf = (value: string) =>
      (jsonOf(['run', 'hello', '--duration', '20s', '--set', `services.hello.work=${value}`]) as RunResult).digest;

    const digest = digestOf('{exponential: {mean: 10ms}}');

    expect(digest).toBe(digestOf('{"exponential":{"mean":"10ms"}}'));
    expect(digest).not.toBe(digestOf('10ms'));
  });

  it('has other numbers in another replication, and histograms and auditors when asked', () => {
    const first = jsonOf(['run', 'hello', '--histograms', '--check']) as RunResult;
    const second = jsonOf(['run', 'hello', '--replication', '1']) as RunResult;

    expect(second.replication).toBe(1);
    expect(second.digest).not.toBe(first.digest);
    expect(first.summary.system.histogram?.length).toBeGreaterThan(10);
    expect(second.summary.system.histogram).toBeUndefined();
  });

  it('writes traces and series', () => {
    const words = ['run', 'hello', '--duration', '20s', '--warmup', '0s', '--json'];
    const lines = ['--trace', inFolder('t.ndjson'), '--series', inFolder('s.csv')];
    const { out } = callscape([...words, ...lines]);
    callscape([...words, '--trace', inFolder('t.json')]);

    const { system } = (JSON.parse(out) as RunResult).summary;
    const requests = readFileSync(inFolder('t.ndjson'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const csv = readFileSync(inFolder('s.csv'), 'utf8').trimEnd().split(/\r?\n/);
    const chrome = JSON.parse(readFileSync(inFolder('t.json'), 'utf8'));

    expect(requests.length).toBe(system.requests);
    expect(csv[0]).toMatch(/^scope,startMs,endMs/);
    expect(csv.filter((line) => line.startsWith('system,')).length).toBe(20);
    expect(chrome.traceEvents.length).toBeGreaterThan(system.requests);
  });

  it('says why a file cannot be written, and fails', () => {
    const { code, err } = callscape(['run', 'hello', '--series', inFolder('no/such/folder.csv')]);

    expect(code).toBe(1);
    expect(err).toMatch(/cannot write .*no such file or folder/);
  });

  it.runIf(existsSync('/dev/full'))('says when the disk is full', () => {
    const { code, err } = callscape(['run', 'hello', '--series', '/dev/full']);

    expect(code).toBe(1);
    expect(err).toMatch(/cannot write \/dev\/full: no space left/);
  });

  it('a run that passes a limit prints its result and fails', () => {
    const { code, out } = callscape(['run', 'retry-storm', '--set', 'limits.calls=100']);

    expect(code).toBe(1);
    expect(out).toMatch(/ended early at .*limits\.calls = 100/);
    expect(out).toContain('shoppers');
  });

  it('is quiet when its reader has gone', async () => {
    const child = spawn(process.execPath, [launcher, 'run', 'hello', '--json', '--histograms'], { cwd: root });
    child.stdout.destroy();
    let err = '';
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });

    const code = await new Promise((resolve) => child.on('close', resolve));

    expect(err).toBe('');
    expect(code).toBe(0);
  });

  it('stops at Ctrl-C with 130', async () => {
    const words = ['run', 'checkout', '--duration', '10h', '--set', 'metrics.window=1m'];
    const child = spawn(process.execPath, [launcher, ...words], { cwd: root });
    // The handler is there as soon as the run has begun; until then the signal itself ends the program.
    const again = setInterval(() => child.kill('SIGINT'), 1500);

    const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
      child.on('close', (...how) => resolve(how));
    });
    clearInterval(again);

    expect(signal ?? code).toBe(130);
  });
});

describe('theory', () => {
  it('puts the predicted value beside the measured one', () => {
    const { code, out } = callscape(['theory', '-'], { input: SMALL });

    expect(code).toBe(0);
    expect(out).toMatch(/services\.server\n {2}M\/M\/1: T = 1 \/ \(μ − λ\)\n {4}artMs +12\.5 ms {3}measured +\d/);
    expect(out).toMatch(/utilization +20\.0% {3}measured +\d/);
  });

  it('says which condition fails, and gives no value then', () => {
    const set = [
      '--set',
      'services.server.work={lognormal: {mean: 10ms, cv: 1}}',
      '--set',
      'services.server.concurrency=2',
    ];
    const { out } = callscape(['theory', '-', '--no-run', ...set], { input: SMALL });

    expect(out).toMatch(/services\.server\n {2}no prediction: work is not exponential/);
  });

  it('gives the same as JSON', () => {
    const { predictions } = jsonOf(['theory', '-'], { input: SMALL }) as {
      predictions: { scope: string; measured: Record<string, number> }[];
    };

    expect(predictions.map(({ scope }) => scope)).toEqual([
      'workloads.people',
      'services.server',
      'links.people->server',
    ]);
    expect(predictions[1].measured.artMs).toBeGreaterThan(0);
  });
});

describe('the other commands', () => {
  it('validate finds nothing wrong with the presets', () => {
    expect(callscape(['validate', 'checkout']).out).toBe('preset checkout: ok\n');
    expect(jsonOf(['validate', 'hello'])).toEqual({ ok: true, problems: [], warnings: [] });
  });

  it('schema prints a JSON Schema', () => {
    const { code, out } = callscape(['schema']);

    expect(code).toBe(0);
    expect(JSON.parse(out).properties).toHaveProperty('services');
  });

  it('presets lists them in both languages', () => {
    expect(callscape(['presets']).out).toContain('The retry storm');
    expect(callscape(['presets', '--language', 'zh']).out).toContain('重试风暴');
    expect((jsonOf(['presets']) as { id: string }[]).map(({ id }) => id)).toContain('stale-discovery');
  });

  it('link and open are each other reversed', () => {
    writeFileSync(inFolder('small.yaml'), SMALL);
    const { out } = callscape(['link', inFolder('small.yaml'), '--set', 'services.server.concurrency=3']);

    callscape(['open', out.trim(), '--output', inFolder('back.yaml')]);

    const expected = parse(SMALL);
    expected.services.server.concurrency = 3;
    expect(parse(readFileSync(inFolder('back.yaml'), 'utf8'))).toEqual(expected);
  });

  it('a link to a preset with few changes can be read', () => {
    const { out } = callscape(['link', 'hello', '--set', 'links.clients~hello.retry.maxAttempts=1', '--seed', '7']);

    expect(out).toBe('?preset=hello&set=links.clients~hello.retry.maxAttempts:1&seed=7\n');
    expect(jsonOf(['open', out.trim()])).toMatchObject({ seed: 7 });
  });
});
