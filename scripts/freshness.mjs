// Tells whether something built is older than what it was built from, by a fingerprint of the sources kept beside it.
// Time stamps alone would miss a deleted file or a checkout of an older commit.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const SOURCES = {
  cli: ['sim-core', 'cli', 'presets', 'web/build', 'package-lock.json', 'vite.cli.config.ts', 'vite.plugins.ts'],
  web: ['sim-core', 'web', 'presets', 'public', 'index.html', 'package-lock.json', 'vite.config.ts', 'vite.plugins.ts'],
};

/** @param {'cli' | 'web'} target */
export function isFresh(target) {
  const stamp = stampOf(target);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(target);
}

/**
 * @param {'cli' | 'web'} target
 * @returns {string} changes when a source is added, removed, renamed or written
 */
export function fingerprint(target) {
  const hash = createHash('sha256');
  for (const source of SOURCES[target]) addTo(hash, source);
  return hash.digest('hex');
}

/** Records what `target` was built from: a fingerprint taken before the build, so that an edit meanwhile shows. */
export function markFresh(target, taken) {
  mkdirSync(dirname(stampOf(target)), { recursive: true });
  writeFileSync(stampOf(target), taken);
}

function stampOf(target) {
  return join(root, 'dist', `.${target}-sources`);
}

function addTo(hash, relative) {
  const path = join(root, relative);
  if (!existsSync(path)) return;
  const stat = statSync(path);
  if (!stat.isDirectory()) {
    hash.update(`${relative} ${stat.size} ${stat.mtimeMs}\n`);
    return;
  }
  for (const name of readdirSync(path).sort()) addTo(hash, join(relative, name));
}
