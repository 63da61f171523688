/** Runs the built command line as its users do. */
import { type SpawnSyncOptions, spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const launcher = join(root, 'cli', 'callscape.mjs');

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export function callscape(words: readonly string[], options: SpawnSyncOptions = {}): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [launcher, ...words], {
    cwd: root,
    maxBuffer: 256 * 1024 * 1024,
    ...options,
  });
  return { code: status, out: String(stdout), err: String(stderr) };
}

export function jsonOf(words: readonly string[], options: SpawnSyncOptions = {}): unknown {
  const { code, out, err } = callscape([...words, '--json'], options);
  if (code !== 0) throw new Error(`exit code ${code}: ${err}`);
  return JSON.parse(out);
}
