// Runs the benchmarks side by side, each measurement in a process of its own, and prints medians and ratios.
//
//   node bench/run.mjs [--small] [--repeats 5] [--only w1,w2,w2-policies,w2-guards,growth,parts] [--no-peers] [--no-file]
//
// W1 and W2 are described in w1.ts and w2.ts. Peers that are not on this machine are named and left out. Unless --small
// or --no-file is given, the figures are written to bench/results/<date>-<commit>.json.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'vite';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const { values: options } = parseArgs({
  options: {
    small: { type: 'boolean', default: false },
    repeats: { type: 'string' },
    only: { type: 'string', default: 'w1,w2,w2-policies,w2-guards,growth,parts' },
    'no-peers': { type: 'boolean', default: false },
    'no-file': { type: 'boolean', default: false },
  },
});
const repeats = Number(options.repeats ?? (options.small ? 1 : 5));
const wanted = options.only.split(',');
const divisor = options.small ? 50 : 1;

/** Customers, requests or events of one measurement. */
const SIZES = {
  w1: 20_000_000,
  w2: 4_000_000,
  'w2-policies': 1_000_000,
  'w2-guards': 1_000_000,
  growth: 400_000,
  parts: 2_000_000,
};
const PEER_SIZES = { cpp: { w1: 20_000_000, w2: 4_000_000 }, simpy: { w1: 100_000, w2: 50_000 } };

const TITLES = {
  w1: ['W1: M/M/1 on the bare kernel', 'customers/s', 'mean (10)'],
  w2: ['W2: 50 servers, network, timeouts', 'requests/s', 'mean, ms (52)'],
  'w2-policies': ['W2 with policies at work', 'requests/s', 'mean, ms'],
  'w2-guards': ['W2 with budget, breaker, outlier detection and hedges', 'requests/s', 'mean, ms'],
};

const scratch = mkdtempSync(join(tmpdir(), 'callscape-bench-'));
try {
  await main();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function main() {
  const ours = await buildOurs();
  const peers = options['no-peers'] ? [] : [cpp(), simpy()].filter((peer) => peer !== null);
  const figures = {};
  for (const work of ['w1', 'w2'].filter((name) => wanted.includes(name))) {
    figures[work] = compare(work, [...peers, ours]);
    printComparison(work, figures[work]);
  }
  for (const work of ['w2-policies', 'w2-guards'].filter((name) => wanted.includes(name))) {
    figures[work] = compare(work, [ours]);
    printComparison(work, figures[work]);
  }
  if (wanted.includes('growth')) {
    figures.growth = ours.run('growth').costs;
    printGrowth(figures.growth);
  }
  if (wanted.includes('parts')) {
    figures.parts = ours.run('parts').costs;
    printParts(figures.parts);
  }
  if (!options.small && !options['no-file']) save(figures);
}

// The programs. Each has a name and runs a work, which returns { perSecond, mean, peakMiB }.

async function buildOurs() {
  const configFile = join(root, 'vite.cli.config.ts');
  await build({ root, configFile, mode: 'bench', logLevel: 'warn', build: { outDir: scratch, emptyOutDir: false } });
  const script = findBuilt();
  return { name: 'Callscape', run: (work) => measured(process.execPath, [script, work, sizeOf(SIZES[work])]) };
}

function findBuilt() {
  for (const name of ['main.mjs', 'main.js']) {
    if (spawnSync(process.execPath, ['--check', join(scratch, name)]).status === 0) return join(scratch, name);
  }
  throw new Error('the build of bench/main.ts is not where it should be');
}

function cpp() {
  const binary = join(scratch, 'limit');
  const source = join(here, 'peers', 'limit.cpp');
  const compiler = process.env.CXX ?? 'g++';
  const flags = ['-O3', '-march=native', '-std=c++17'];
  const compiled = spawnSync(compiler, [...flags, '-o', binary, source], { encoding: 'utf8' });
  if (compiled.status !== 0) return absent('C++', compiled.error?.message ?? compiled.stderr);
  return { name: 'C++ (practical limit)', run: (work) => measured(binary, [work, sizeOf(PEER_SIZES.cpp[work])]) };
}

function simpy() {
  const python = ['/usr/bin/python3', 'python3'].find((name) => spawnSync(name, ['-c', 'import simpy']).status === 0);
  if (python === undefined) return absent('SimPy', 'no Python with simpy (Debian: python3-simpy3)');
  const script = join(here, 'peers', 'simpy_w1_w2.py');
  return { name: 'SimPy', run: (work) => measured(python, [script, work, sizeOf(PEER_SIZES.simpy[work])]) };
}

function absent(name, why) {
  console.log(`${name} left out: ${why.trim()}\n`);
  return null;
}

function sizeOf(size) {
  return String(Math.round(size / divisor));
}

function measured(command, args) {
  return JSON.parse(execFileSync(command, args, { encoding: 'utf8' }));
}

// Comparison: the programs take turns, so that a disturbance hits all of them.

function compare(work, programs) {
  const samples = new Map(programs.map(({ name }) => [name, []]));
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const { name, run } of programs) samples.get(name).push(run(work));
  }
  return [...samples].map(([name, list]) => ({
    name,
    perSecond: median(list.map((sample) => sample.perSecond)),
    best: Math.max(...list.map((sample) => sample.perSecond)),
    mean: median(list.map((sample) => sample.mean)),
    peakMiB: median(list.map((sample) => sample.peakMiB)),
    eventsPerSecond: median(list.map((sample) => sample.eventsPerSecond ?? Number.NaN)) || undefined,
  }));
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

// Printing: Markdown.

function printComparison(work, rows) {
  const [title, unit, mean] = TITLES[work];
  const reference = rows[0].perSecond;
  printTable(
    `${title}; medians of ${repeats}, processor time`,
    ['program', unit, 'best', `÷ ${rows[0].name}`, mean, 'peak MiB'],
    rows.map((row) => [
      row.name,
      millions(row.perSecond),
      millions(row.best),
      (row.perSecond / reference).toFixed(3),
      row.mean.toFixed(2),
      row.peakMiB.toFixed(0),
    ]),
  );
}

function printGrowth(costs) {
  const least = costs[10];
  printTable(
    'Growth: nanoseconds per event; a pop and a push, and a timer set and cancelled',
    ['pending', 'heap', '÷ 10 pending', 'timers', '÷ 10 pending'],
    Object.entries(costs).map(([pending, { holdNs, timerNs }]) => [
      Number(pending).toLocaleString('en'),
      holdNs.toFixed(0),
      (holdNs / least.holdNs).toFixed(1),
      timerNs.toFixed(0),
      (timerNs / least.timerNs).toFixed(1),
    ]),
  );
}

function printParts(costs) {
  const rows = Object.entries(costs).map(([name, ns]) => [name, ns.toFixed(1)]);
  printTable('Parts: nanoseconds each, the loop included', ['part', 'ns'], rows);
}

function printTable(title, header, rows) {
  const lines = [header, header.map((_, i) => (i === 0 ? '---' : '---:')), ...rows];
  console.log(`### ${title}\n\n${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`);
}

function millions(perSecond) {
  return `${(perSecond / 1e6).toFixed(3)} M`;
}

function save(figures) {
  const date = new Date().toISOString().slice(0, 10);
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  const machine = { processor: cpus()[0].model, cores: cpus().length, node: process.version };
  const file = join(here, 'results', `${date}-${commit}.json`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ date, commit, machine, repeats, figures }, null, 2)}\n`);
  console.log(`Written to ${file}`);
}
