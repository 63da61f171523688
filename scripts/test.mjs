// `npm test`: every check of the repo, one after the other, to the end. The closing line is the honest sum of the test
// runners' own reports; a step that runs no tests counts as one failure when it fails and as nothing when it passes.
// `--long` compares with theory at full size and adds the tests named *.long.test.ts; naming steps
// (`npm test -- types unit`) runs only those.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium } from './find-chromium.mjs';
import { freePort } from './free-port.mjs';
import { readPlaywright, readVitest } from './test-reports.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const reports = join(root, '.reports');
const vitestReport = join(reports, 'vitest.json');
const playwrightReport = join(reports, 'playwright.json');

const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
if (process.argv.includes('--long')) process.env.CALLSCAPE_LONG = '1';

/** Each step returns `{ passed, failed, skipped }`. */
const STEPS = {
  types: () => check('node_modules/typescript-native/bin/tsc', '-b'),
  format: () => check('node_modules/@biomejs/biome/bin/biome', 'format', '.'),
  lint: () => check('node_modules/oxlint/bin/oxlint', '--deny-warnings'),
  lock: () => check('scripts/check-lock.mjs'),
  dead: () => check('node_modules/knip/bin/knip.js', '--no-progress'),
  unit,
  build: () => check('scripts/build.mjs'),
  browser,
};

await main();

async function main() {
  const unknown = names.filter((name) => !(name in STEPS));
  if (unknown.length > 0) {
    console.error(`No step ${unknown.join(', ')}: ${Object.keys(STEPS).join(', ')}`);
    process.exit(2);
  }
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });

  const outcomes = new Map();
  for (const [name, step] of Object.entries(STEPS)) {
    if (names.length > 0 && !names.includes(name)) continue;
    console.log(`\n── ${name} ${'─'.repeat(70 - name.length)}`);
    const startMs = performance.now();
    const outcome = await step(outcomes);
    outcomes.set(name, outcome);
    console.log(`${name}: ${summaryOf(outcome)} (${((performance.now() - startMs) / 1000).toFixed(1)} s)`);
  }
  finish([...outcomes.values()]);
}

function finish(outcomes) {
  const sum = (field) => outcomes.reduce((total, outcome) => total + outcome[field], 0);
  if (sum('skipped') > 0) console.log(`\n${sum('skipped')} skipped: see above`);
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = sum('failed') > 0 || sum('passed') === 0 ? 1 : 0;
}

function summaryOf({ passed, failed, skipped }) {
  if (passed + skipped === 0) return failed === 0 ? 'ok' : 'FAILED';
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** Runs a script with this Node; its output goes where ours goes. */
function run(script, ...args) {
  return spawnSync(process.execPath, [join(root, script), ...args], { cwd: root, stdio: 'inherit' }).status === 0;
}

function check(script, ...args) {
  return run(script, ...args) ? { passed: 0, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

function unit() {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${vitestReport}`];
  return readVitest(vitestReport, run('node_modules/vitest/vitest.mjs', 'run', ...reporters));
}

async function browser(outcomes) {
  if (outcomes.get('build')?.failed) {
    console.error('Not run: the build they would test failed.');
    return { passed: 0, failed: 1, skipped: 0 };
  }
  try {
    process.env.CHROMIUM_PATH = await findChromium();
    process.env.CALLSCAPE_TEST_PORT = String(await freePort(41730));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  return readPlaywright(playwrightReport, run('node_modules/@playwright/test/cli.js', 'test'));
}
