// Runs before `npm start` and `npm test`: a checkout whose dependencies are missing, stale or made for another platform
// is repaired with `npm ci`, so that one command is enough after cloning. Built-ins only, since it runs before any
// package is there.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lockPath = join(root, 'package-lock.json');
const stampPath = join(root, 'node_modules', '.callscape-stamp');

requireNode();
const wanted = fingerprint();
if (readIfThere(stampPath) !== wanted) {
  if (existsSync(stampPath) || !agreesWithLock()) install();
  writeFileSync(stampPath, wanted);
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if ((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 23) return;
  console.error(`Callscape needs Node 20.19, 22.12 or later; this is ${process.versions.node}.`);
  process.exit(1);
}

/** What an installation depends on: the lock, and the platform that native packages were chosen for. */
function fingerprint() {
  const lock = createHash('sha256').update(readFileSync(lockPath)).digest('hex');
  return `${lock} ${process.platform}-${process.arch}-modules${process.versions.modules}\n`;
}

/** True when somebody ran `npm ci` by hand: npm's own record of what it installed names the locked versions. */
function agreesWithLock() {
  const record = readIfThere(join(root, 'node_modules', '.package-lock.json'));
  if (record === undefined) return false;
  const installed = JSON.parse(record).packages;
  const locked = Object.entries(JSON.parse(readFileSync(lockPath, 'utf8')).packages);
  return locked.every(([path, entry]) => {
    const mayBeAbsent = path === '' || entry.optional || entry.peer || entry.devOptional;
    return mayBeAbsent || installed[path]?.version === entry.version;
  });
}

function install() {
  console.log('Installing dependencies (npm ci) …');
  const npm = process.env.npm_execpath;
  const result = npm
    ? spawnSync(process.execPath, [npm, 'ci'], { cwd: root, stdio: 'inherit' })
    : spawnSync('npm', ['ci'], { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (result.status !== 0) {
    console.error('npm ci failed: see above.');
    process.exit(result.status ?? 1);
  }
}

function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
