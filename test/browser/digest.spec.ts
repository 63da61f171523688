import { readFile, readdir } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { parse } from 'yaml';

/** What each engine says of a run: its digest, then the hash of its result. */
type Verdicts = Record<string, string>;

/**
 * Runs every preset (its first minute) in several manners and tells digests and hashes. The same text runs in Node, in a
 * page and in a worker; functions of Math that engines round differently throw while the engine runs.
 */
const PROGRAM = `
import { createSimulation, parseScenario, TraceObserver } from './index.js';

const allowed = new Set(['abs','sign','min','max','floor','ceil','round','trunc','sqrt','fround','imul','clz32']);

export function verdicts(documents) {
  const saved = new Map();
  for (const name of Object.getOwnPropertyNames(Math)) {
    if (allowed.has(name) || typeof Math[name] !== 'function') continue;
    saved.set(name, Math[name]);
    Math[name] = () => { throw new Error('Math.' + name + ' was asked'); };
  }
  try {
    const told = {};
    for (const [id, document] of Object.entries(documents)) {
      const reading = parseScenario(document, { set: [{ path: 'duration', value: '60s' }] });
      if (!reading.ok) throw new Error(id + ': ' + JSON.stringify(reading.problems));
      for (const [manner, run] of Object.entries(manners)) told[id + ' ' + manner] = run(reading.scenario);
    }
    return told;
  } finally {
    for (const [name, value] of saved) Math[name] = value;
  }
}

const said = (simulation) => simulation.digest() + ' ' + simulation.result().resultHash;

const manners = {
  'at once': (scenario) => {
    const simulation = createSimulation(scenario);
    simulation.run();
    return said(simulation);
  },
  'in random pieces': (scenario) => {
    const simulation = createSimulation(scenario);
    let state = 12345;
    const random = () => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) / 4294967296;
    for (let at = 0; at < 60000; at += random() * 3000) {
      simulation.runUntil(at, Math.floor(random() * 500));
      simulation.step();
    }
    simulation.run();
    return said(simulation);
  },
  'saved and restored': (scenario) => {
    const first = createSimulation(scenario);
    first.runUntil(31234.5);
    const snapshot = first.snapshot();
    first.run();
    const second = createSimulation(scenario);
    second.runUntil(45000);
    second.restore(snapshot);
    second.run();
    if (said(first) !== said(second)) throw new Error('a restored run is another run');
    return said(second);
  },
  'traced and checked': (scenario) => {
    const simulation = createSimulation(scenario, { check: true, observers: [new TraceObserver({ capacity: 100 })] });
    simulation.run();
    if (simulation.auditor.violationCount > 0) throw new Error(JSON.stringify(simulation.auditor.report()[0]));
    return said(simulation);
  },
};
`;

const WORKER = `
import { verdicts } from './program.js';
onmessage = ({ data }) => postMessage(verdicts(data));
`;

async function documents(): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const file of (await readdir('presets')).filter((name) => name.endsWith('.yaml')).sort()) {
    found[file] = (parse(await readFile(`presets/${file}`, 'utf8')) as { scenario: unknown }).scenario;
  }
  return found;
}

async function inNode(given: Record<string, unknown>): Promise<Verdicts> {
  const library = pathToFileURL('dist/lib/index.js').href;
  const program = PROGRAM.replace("'./index.js'", JSON.stringify(library));
  const module = (await import(`data:text/javascript,${encodeURIComponent(program)}`)) as {
    verdicts: (given: Record<string, unknown>) => Verdicts;
  };
  return module.verdicts(given);
}

/** Serves the library of this build, the program and a worker beside the page. */
async function serveLibrary(page: Page): Promise<void> {
  const files: Record<string, string> = {
    'index.js': await readFile('dist/lib/index.js', 'utf8'),
    'program.js': PROGRAM,
    'worker.js': WORKER,
  };
  for (const [name, body] of Object.entries(files)) {
    await page.route(`**/digest-test/${name}`, (route) => route.fulfill({ contentType: 'text/javascript', body }));
  }
  await page.goto('./');
}

test('a run has the same digest and result in Node, in a page and in a worker, however it is cut and watched', async ({
  page,
}) => {
  test.setTimeout(300_000);
  const given = await documents();
  const expected = await inNode(given);
  expect(Object.keys(expected).length).toBe(Object.keys(given).length * 4);
  for (const id of Object.keys(given)) {
    const manners = Object.keys(expected).filter((key) => key.startsWith(`${id} `));
    expect(new Set(manners.map((key) => expected[key])).size).toBe(1);
  }

  await serveLibrary(page);
  const onPage = await page.evaluate(async (all) => {
    const address = new URL('digest-test/program.js', location.href).href;
    const { verdicts } = (await import(address)) as { verdicts: (given: unknown) => Record<string, string> };
    return verdicts(all);
  }, given);
  expect(onPage).toEqual(expected);

  const inWorker = await page.evaluate(
    (all) =>
      new Promise<Record<string, string>>((resolve, reject) => {
        const worker = new Worker(new URL('digest-test/worker.js', location.href), { type: 'module' });
        worker.addEventListener('message', ({ data }) => resolve(data as Record<string, string>));
        worker.addEventListener('error', (event) => reject(new Error(event.message)));
        worker.postMessage(all);
      }),
    given,
  );
  expect(inWorker).toEqual(expected);
});
