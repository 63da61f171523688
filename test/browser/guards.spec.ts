import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { frameOf, open } from './page.ts';

const run = promisify(execFile);

/** Hedges from the start, an instance that fails from 10 s on and is ejected, and all of another service from 30 s on. */
const SCENARIO = {
  version: 1,
  name: 'guards',
  seed: 3,
  duration: '40s',
  network: { latency: '6ms' },
  services: {
    web: { instances: 2, concurrency: 64, steps: [{ call: 'orders' }] },
    orders: { instances: 3, concurrency: 6, work: { exponential: { mean: '15ms' } }, admission: { maxConcurrency: 9 } },
  },
  workloads: { shoppers: { call: 'web', arrivals: { poisson: '120/s' } } },
  links: {
    'shoppers->web': { hedge: { delay: '40ms', maxAttempts: 2 } },
    'web->orders': {
      circuitBreaker: { window: { calls: 20 }, minCalls: 10, openFor: '60s' },
      outlierDetection: { consecutive5xx: 3, interval: '1s', baseEjectionTime: '60s', maxEjectionPercent: '50%' },
      retry: { maxAttempts: 2, on: ['error'], budget: { kind: 'quota', tokens: 50, cost: 5 } },
    },
  },
  faults: [
    { at: '10s', for: '10s', error: { target: 'orders#2', rate: '100%' } },
    { at: '30s', for: '10s', error: { target: 'orders', rate: '100%' } },
  ],
};

test('breaker, hedge and ejection are said to readers, named in the key, and counted in the panel', async ({
  page,
}) => {
  const file = test.info().outputPath('guards.json');
  await writeFile(file, JSON.stringify(SCENARIO));
  const { stdout } = await run(process.execPath, ['cli/callscape.mjs', 'link', file]);
  const fragment = stdout.trim().slice(stdout.indexOf('#'));

  await open(page, `?t=20s&select=link:web->orders${fragment}`);
  await frameOf(page);
  const stage = page.getByRole('region', { name: /^Stage/ });
  const link = stage.getByRole('button', { name: /^web → orders, / });
  await expect(link).toHaveAttribute('aria-label', /0 of 2 circuit breakers open/);
  await expect(link).toHaveAttribute('aria-label', /retry budget: \d+ of 100 left/);
  await expect(stage.getByRole('button', { name: /^shoppers → web, / })).toHaveAttribute(
    'aria-label',
    /of them hedges/,
  );
  await expect(stage.getByRole('button', { name: /^orders#2, / })).toHaveAttribute(
    'aria-label',
    /ejected for \d+\u202fs by 2 of 2 callers, \d+ of 9 inside the door/,
  );
  const key = page.getByRole('list', { name: 'Guards of callers' });
  await expect(key.getByText('breakers closed')).toBeVisible();
  await expect(key.getByText('ejected')).toBeVisible();

  await open(page, `?t=35s&select=link:web->orders${fragment}`);
  await frameOf(page);
  await expect(link).toHaveAttribute('aria-label', /2 of 2 circuit breakers open/);
  await expect(link).toHaveAttribute('aria-label', /rejected by the caller itself: \d+ in the last second/);
  await expect(key.getByText('2 open')).toBeVisible();
  await page.getByRole('tab', { name: 'Numbers' }).click();
  await expect(page.getByRole('region', { name: 'Now' })).toContainText('2 of 2 circuit breakers open');
});
