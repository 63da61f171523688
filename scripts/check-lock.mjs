// Checks that package-lock.json is complete: npm leaves an optional platform package out of the lock without a word when
// the registry does not have it yet, and `npm ci` then fails on the machine that needs it. Also keeps the lock free of
// registry addresses, which would tie every checkout to the network of whoever made it.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * @param {{ packages: Record<string, any> }} lock a parsed package-lock.json, version 2 or later
 * @param {Record<string, any>} manifest the parsed package.json
 * @returns {string[]} one sentence per problem; empty when the lock is complete
 */
export function lockProblems(lock, manifest) {
  return [...missingEntries(lock.packages), ...addresses(lock.packages), ...drift(lock.packages[''] ?? {}, manifest)];
}

function missingEntries(packages) {
  const problems = [];
  for (const [path, entry] of Object.entries(packages)) {
    const needed = { ...entry.optionalDependencies, ...entry.dependencies };
    for (const name of Object.keys(needed)) {
      if (!isResolvable(packages, path, name))
        problems.push(`${path || 'package.json'} needs ${name}: not in the lock`);
    }
  }
  return problems;
}

/** Looks for `name` as Node does: in the package's own node_modules, then in each one above it. */
function isResolvable(packages, path, name) {
  for (let at = path; ; ) {
    if (packages[`${at ? `${at}/` : ''}node_modules/${name}`]) return true;
    if (at === '') return false;
    const up = at.lastIndexOf('/node_modules/');
    at = up < 0 ? '' : at.slice(0, up);
  }
}

function addresses(packages) {
  return Object.entries(packages)
    .filter(([, entry]) => entry.resolved && !entry.link)
    .map(([path]) => `${path} has a "resolved" address: install with --omit-lockfile-registry-resolved`);
}

function drift(locked, manifest) {
  const problems = [];
  for (const kind of ['dependencies', 'devDependencies']) {
    for (const [name, version] of Object.entries(manifest[kind] ?? {})) {
      if (locked[kind]?.[name] !== version) problems.push(`${name} is ${version} in package.json: the lock differs`);
      if (!/^(npm:[^@]+@)?\d+\.\d+\.\d+$/.test(version)) problems.push(`${name} is ${version}: pin one exact version`);
    }
  }
  return problems;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const read = (name) => JSON.parse(readFileSync(join(root, name), 'utf8'));
  const problems = lockProblems(read('package-lock.json'), read('package.json'));
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exit(1);
  console.log('package-lock.json is complete');
}
