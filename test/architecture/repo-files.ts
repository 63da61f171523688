import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SourceText } from './read-source.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Made by tools, or not ours. */
const NOT_SOURCES: ReadonlySet<string> = new Set([
  ...['.git', 'node_modules', 'dist', '.types', '.reports', 'test-results', 'playwright-report', 'coverage'],
]);

/** @returns paths of all files of the repo whose name ends as asked, sorted, from the top, slashes forward */
export function repoFiles(ending: RegExp, folder = ''): string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  return entries
    .filter((entry) => !NOT_SOURCES.has(entry.name))
    .flatMap((entry) => {
      const path = `${folder}${entry.name}`;
      if (entry.isDirectory()) return repoFiles(ending, `${path}/`);
      return entry.isFile() && ending.test(path) ? [path] : [];
    })
    .sort();
}

export function readRepoFile(path: string): SourceText {
  return { path, text: readFileSync(join(root, path), 'utf8') };
}
