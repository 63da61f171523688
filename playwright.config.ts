import { defineConfig } from '@playwright/test';

const port = Number(process.env.CALLSCAPE_TEST_PORT ?? 41730);
const address = `http://127.0.0.1:${port}/`;

/** Browser tests of the production build; `npm test` finds the Chromium, picks the port and makes the build. */
export default defineConfig({
  testDir: 'test/browser',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  // On a machine with other work the page keeps its own time more slowly; what is awaited still comes.
  expect: { timeout: 30_000 },
  reporter: [['list'], ['json', { outputFile: '.reports/playwright.json' }]],
  use: {
    baseURL: address,
    viewport: { width: 1280, height: 800 },
    locale: 'en-US',
    launchOptions: {
      ...(process.env.CHROMIUM_PATH ? { executablePath: process.env.CHROMIUM_PATH } : {}),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  webServer: {
    // Vite by its own entry: a server started through npx outlives the tests and keeps the port.
    command: `node node_modules/vite/bin/vite.js preview --port ${port} --strictPort --host 127.0.0.1`,
    url: address,
    reuseExistingServer: false,
    timeout: 60_000,
  },
});
