// Builds what ships: the page (dist/web), the command line (dist/cli), the library (dist/lib), its types, and the JSON
// Schema of scenarios (dist/scenario.schema.json).
// `node scripts/build.mjs web` builds one of them; `--clean` first removes whatever earlier builds left.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { fingerprint, markFresh, root } from './freshness.mjs';

const TARGETS = { web: buildWeb, cli: buildCli, lib: buildLibrary, schema: buildSchema, types: buildTypes };

/** @param {import('vite').LogLevel} logLevel */
export async function buildWeb(logLevel = 'info') {
  const taken = fingerprint('web');
  await build({ root, configFile: join(root, 'vite.config.ts'), logLevel });
  markFresh('web', taken);
}

/**
 * Builds beside dist/cli and moves file by file, the entries last: a command that starts meanwhile, from the same
 * checkout, finds either the old program or the new one.
 * @param {import('vite').LogLevel} logLevel
 */
export async function buildCli(logLevel = 'info') {
  const taken = fingerprint('cli');
  const made = join(root, 'dist', `.cli-${process.pid}`);
  const target = join(root, 'dist', 'cli');
  try {
    await build({
      root,
      configFile: join(root, 'vite.cli.config.ts'),
      mode: 'cli',
      logLevel,
      build: { outDir: made },
    });
    mkdirSync(join(target, 'chunks'), { recursive: true });
    const files = filesIn(made);
    for (const file of files) renameSync(join(made, file), join(target, file));
    removeOldChunks(join(target, 'chunks'), files);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
  markFresh('cli', taken);
}

/** @param {import('vite').LogLevel} logLevel */
export async function buildLibrary(logLevel = 'info') {
  await build({ root, configFile: join(root, 'vite.cli.config.ts'), mode: 'lib', logLevel });
}

/** For editors that complete and check scenario files; the built library tells it. */
async function buildSchema() {
  const { jsonSchema } = await import(pathToFileURL(join(root, 'dist', 'lib', 'index.js')).href);
  writeFileSync(join(root, 'dist', 'scenario.schema.json'), `${JSON.stringify(jsonSchema(), null, 2)}\n`);
}

async function buildTypes() {
  const compiler = join(root, 'node_modules', 'typescript-native', 'bin', 'tsc');
  const result = spawnSync(process.execPath, [compiler, '-b', 'sim-core'], { cwd: root, stdio: 'inherit' });
  if (result.status !== 0) throw new Error('the types of the library were not built');
}

/** @returns {string[]} paths below `folder`, shared chunks before the entries that import them */
function filesIn(folder) {
  const entries = readdirSync(folder, { withFileTypes: true });
  const inside = entries
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => readdirSync(join(folder, entry.name)).map((name) => join(entry.name, name)));
  return [...inside, ...entries.filter((entry) => entry.isFile()).map((entry) => entry.name)];
}

/** Chunks of earlier builds go once no command that started with them can still be about to load one. */
function removeOldChunks(folder, current) {
  const hourAgoMs = Date.now() - 3_600_000;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (!current.includes(join('chunks', name)) && statSync(path).mtimeMs < hourAgoMs) rmSync(path);
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const named = process.argv.slice(2).filter((argument) => argument !== '--clean');
  if (process.argv.includes('--clean')) {
    for (const made of ['dist', '.types']) rmSync(join(root, made), { recursive: true, force: true });
  }
  for (const name of named.length > 0 ? named : Object.keys(TARGETS)) {
    if (!(name in TARGETS)) throw new Error(`no build target ${name}: ${Object.keys(TARGETS).join(', ')}`);
    await TARGETS[name]();
  }
}
