import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/freshness.mjs';

const BUILD_MS = 120_000;
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'callscape-build-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** As the launcher does it, but beside the checkout: what others run stays as it is. */
function builder(mode: 'cli' | 'lib'): string {
  const vite = pathToFileURL(join(root, 'node_modules', 'vite', 'dist', 'node', 'index.js')).href;
  const options = {
    root,
    configFile: join(root, 'vite.cli.config.ts'),
    mode,
    logLevel: 'error',
    build: { outDir: join(folder, mode) },
  };
  return `import { build } from ${JSON.stringify(vite)}; await build(${JSON.stringify(options)});`;
}

function run(words: readonly string[]): { status: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8' });
  return { status, out: stdout, err: stderr };
}

describe('the build of the headless programs', () => {
  it.each([
    ['cli', 'main.js', ['--version'], /^\d+\.\d+\.\d+\n$/],
    ['lib', 'index.js', [], /^$/],
  ] as const)(
    '%s does not depend on the current directory',
    (mode, entry, words, expected) => {
      const built = run(['--input-type=module', '--eval', builder(mode)]);
      const started = run([join(folder, mode, entry), ...words]);

      expect(built).toMatchObject({ status: 0 });
      expect(started.status).toBe(0);
      expect(started.out).toMatch(expected);
    },
    BUILD_MS,
  );
});
