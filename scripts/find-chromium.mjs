// Finds a Chromium for the browser tests, or installs Debian's when that is possible without asking.
// Order: CHROMIUM_PATH, well-known places, the one Playwright downloaded, apt-get as root on Debian, a clear message.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const WELL_KNOWN = {
  linux: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/google-chrome',
    '/snap/bin/chromium',
  ],
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA']
    .map((name) => process.env[name])
    .filter((folder) => folder !== undefined)
    .map((folder) => join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe')),
};

// The fonts are what the page is drawn with in both languages; without them screenshots show empty boxes.
const DEBIAN_PACKAGES = ['chromium', 'fonts-noto-cjk', 'fonts-inter'];

/**
 * @returns {Promise<string>} path of the executable
 * @throws {Error} when there is none and none can be installed; the message names the ways out
 */
export async function findChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named && !existsSync(named)) throw new Error(`CHROMIUM_PATH names ${named}, which does not exist.`);
  const found = named ?? wellKnown() ?? (await fromPlaywright()) ?? installFromDebian();
  if (found) return found;
  throw new Error(
    [
      'No Chromium for the browser tests. Any one of these helps:',
      '  npx playwright install chromium',
      '  install Chromium or Chrome with the package manager of this system',
      '  set CHROMIUM_PATH to the executable of a Chromium or Chrome',
    ].join('\n'),
  );
}

function wellKnown() {
  return WELL_KNOWN[process.platform]?.find((path) => existsSync(path));
}

async function fromPlaywright() {
  const { chromium } = await import('@playwright/test');
  const path = chromium.executablePath();
  return path && existsSync(path) ? path : undefined;
}

function installFromDebian() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !isDebian()) return undefined;
  console.log(`Installing ${DEBIAN_PACKAGES.join(', ')} from Debian …`);
  const apt = (...args) =>
    spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=500', '-qq', ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0;
  const install = () => apt('install', '-y', '--no-install-recommends', ...DEBIAN_PACKAGES);
  if (!install()) {
    apt('update');
    install();
  }
  return wellKnown();
}

function isDebian() {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  return /^ID(_LIKE)?=.*debian/m.test(release);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    console.log(await findChromium());
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
