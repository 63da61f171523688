// `npm start`: builds the page when it is missing or older than its sources, serves it on a free port of this machine
// and opens it when there is a desktop to open it on. `npm run dev` serves the sources instead and follows edits.
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { createServer, preview } from 'vite';
import { buildWeb } from './build.mjs';
import { freePort } from './free-port.mjs';
import { isFresh, root } from './freshness.mjs';

const USAGE = `Usage: npm start -- [options]

  --dev            serve the sources and follow edits
  --port NUMBER    the port; without it the first free one from 5173
  --host ADDRESS   the address to listen on (127.0.0.1)
  --no-open        do not open a browser
`;

const { values: options } = parseArgs({
  allowNegative: true,
  options: {
    dev: { type: 'boolean', default: false },
    port: { type: 'string' },
    host: { type: 'string', default: '127.0.0.1' },
    open: { type: 'boolean', default: true },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (options.help) console.log(USAGE);
else await start();

async function start() {
  const port = options.port === undefined ? await freePort(5173, options.host) : Number(options.port);
  const where = { port, host: options.host, strictPort: true };
  const url = `http://${options.host === '0.0.0.0' ? '127.0.0.1' : options.host}:${port}/`;
  if (options.dev) {
    const server = await createServer({ root, server: where, logLevel: 'warn' });
    await server.listen();
  } else {
    if (!isFresh('web')) {
      console.log('Building the page …');
      await buildWeb('warn');
    }
    await preview({ root, preview: where, logLevel: 'warn' });
  }
  console.log(`\n  Callscape is at ${url}\n  Ctrl-C stops it.\n`);
  if (options.open) openBrowser(url);
}

/** Opens the page where a desktop is; a server, a container or an SSH session has the printed address. */
function openBrowser(url) {
  const command = opener();
  if (!command) return;
  const [program, ...args] = [...command, url];
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}

function opener() {
  if (process.env.CI || process.env.SSH_CONNECTION) return undefined;
  if (process.platform === 'darwin') return ['open'];
  if (process.platform === 'win32') return ['cmd', '/c', 'start', ''];
  return process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? ['xdg-open'] : undefined;
}
