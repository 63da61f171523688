import { expect, test } from '@playwright/test';
import { open, settled } from './page.ts';
import type { Page } from '@playwright/test';

const written = (page: Page, ...place: (string | number)[]): Promise<unknown> =>
  page.evaluate((names) => {
    let value: unknown = globalThis.callscape?.store.getState().document;
    for (const name of names) value = (Object(value) as Record<string, unknown>)[name];
    return value;
  }, place);

test('a workload gets a session, bursts, a herd, and instants out of a file', async ({ page }) => {
  await open(page, '?preset=checkout&select=workload:shoppers&t=30s');
  const panel = page.getByLabel('Settings', { exact: true }).first();
  const call = await written(page, 'workloads', 'shoppers', 'call');

  await panel.getByRole('button', { name: 'Add a request' }).click();
  expect(await written(page, 'workloads', 'shoppers', 'session')).toEqual([{ call, think: '1s' }, { call }]);
  await expect(panel.getByRole('combobox', { name: 'Asks for' })).toHaveCount(2);
  await panel.getByRole('button', { name: 'Remove this request' }).first().click();
  expect(await written(page, 'workloads', 'shoppers', 'call')).toBe(call);

  await panel.getByRole('radio', { name: 'in bursts' }).check();
  await expect(panel.getByRole('textbox', { name: 'Rate 2' })).toBeVisible();
  expect(await written(page, 'workloads', 'shoppers', 'arrivals', 'bursty', 'stay')).toHaveLength(2);

  await panel.getByRole('switch', { name: 'Use Herd' }).click();
  await expect(panel.getByRole('textbox', { name: 'They come at' })).toBeVisible();
  expect(await written(page, 'workloads', 'shoppers', 'population')).toEqual({ reconnectAt: ['10s'] });

  const choosing = page.waitForEvent('filechooser');
  await panel.getByRole('button', { name: 'Read a CSV…' }).click();
  const chooser = await choosing;
  await chooser.setFiles({ name: 'log.csv', mimeType: 'text/csv', buffer: Buffer.from('at\n1s\n2500\n') });
  await expect(panel.getByText('2 listed instants')).toBeVisible();
  expect(await written(page, 'workloads', 'shoppers', 'arrivals')).toEqual({ times: [1000, 2500] });
  await settled(page);
});

test('a link takes over what a known system does, and says which', async ({ page }) => {
  await open(page, '?preset=slow-instance&select=link:readers->pages&t=10s');
  const panel = page.getByLabel('Settings', { exact: true }).first();
  const profile = panel.getByRole('combobox', { name: 'Defaults of' });

  await profile.selectOption('istio');
  expect(await written(page, 'links', 'readers->pages', 'use')).toBe('istio');
  await expect(panel.getByText('Least request of two', { exact: false })).toBeVisible();
  await expect(panel.getByRole('textbox', { name: 'Max attempts' })).toHaveValue('3');
  await expect(panel.getByText('from istio', { exact: false }).first()).toBeVisible();
  await settled(page);

  await profile.selectOption('');
  expect(await written(page, 'links', 'readers->pages', 'use')).toBe(undefined);
});
