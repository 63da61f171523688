import { expect, test } from '@playwright/test';
import { frameOf, ghostOf, open, outlookOf, settled, timeOf } from './page.ts';

/** Values of one column in whole windows from `from` to `to` (seconds). */
function windows(column: Float64Array | Record<string, number>, from: number, to: number): number[] {
  return Object.values(column).slice(from, to);
}

test('the page opens on a story that plays, its whole run simulated ahead', async ({ page }) => {
  await open(page);
  await expect(page.getByRole('button', { name: 'Checkout when payments slow down' })).toBeVisible();
  const { result, windowCount } = await outlookOf(page);
  expect(result?.outcome).toBe('completed');
  expect(windowCount).toBe(300);
  const before = await timeOf(page);
  await expect.poll(() => timeOf(page)).toBeGreaterThan(before);
});

test('the opening passes the fault and shows its end, and its story follows', async ({ page }) => {
  await open(page);
  expect(await timeOf(page)).toBeLessThan(61_000);
  const speed = () => page.evaluate(() => globalThis.callscape?.store.getState().speed ?? 0);
  const slow = await speed();
  await expect.poll(speed).toBeGreaterThan(slow);
  await expect(page.getByRole('heading', { name: 'Slowness climbs' })).toBeVisible();
  await expect.poll(() => timeOf(page)).toBeGreaterThan(130_000);
  await expect.poll(speed).toBe(slow);
  await expect(page.getByRole('heading', { name: 'And back again' })).toBeVisible();
});

test('who takes the wheel during the opening keeps the speed', async ({ page }) => {
  await open(page);
  await page.keyboard.press(']');
  const speed = () => page.evaluate(() => globalThis.callscape?.store.getState().speed ?? 0);
  const chosen = await speed();
  await expect.poll(() => timeOf(page)).toBeGreaterThan(60_400);
  expect(await speed()).toBe(chosen);
});

test('a service loses all but one of its instances, then all, and gets them back', async ({ page }) => {
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  await open(page, '?preset=checkout&t=30s');
  const stage = page.getByRole('region', { name: /^Stage\./ });
  const stops = () => stage.getByRole('button', { name: /^web#\d,/ }).count();
  expect(await stops()).toBe(3);
  // The pointer stays where the last instance is while it goes.
  const last = await stage.getByRole('button', { name: /^web#3,/ }).boundingBox();
  if (!last) throw new Error('no web#3');
  await page.mouse.move(last.x + last.width / 2, last.y + last.height / 2);
  for (const count of [1, 0]) {
    await page.evaluate((value) => globalThis.callscape?.store.getState().set('services.web.instances', value), count);
    await expect.poll(stops).toBe(count);
  }
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expect.poll(stops).toBe(3);
  await expect(page.getByRole('alert')).toHaveCount(0);
  expect(complaints).toEqual([]);
});

test('a crash through the menu of the stage costs availability until it is over, and undo heals it', async ({
  page,
}) => {
  await open(page, '?preset=slow-instance&t=5s');
  const whole = await outlookOf(page);
  expect(Math.min(...windows(whole.series.system.availability, 0, 90))).toBe(1);

  await page.getByRole('button', { name: /pages#1/ }).focus();
  await page.keyboard.press('b');
  await page.getByRole('menuitem', { name: 'Crash for 10 s' }).click();
  await settled(page);
  const broken = await outlookOf(page);
  for (const share of windows(broken.series.system.availability, 6, 15)) {
    expect(share).toBeGreaterThan(0.6);
    expect(share).toBeLessThan(0.9);
  }
  expect(Math.min(...windows(broken.series.system.availability, 16, 90))).toBe(1);
  expect(broken.result?.summary.system.errorsMet).toBeGreaterThan(100);
  await expect(page.getByText('1 change')).toBeVisible();

  await page.getByRole('button', { name: 'Undo' }).click();
  await settled(page);
  expect((await outlookOf(page)).result?.digest).toBe(whole.result?.digest);
});

test('with a retry the same crash is handled, and the ledger counts what it saved', async ({ page }) => {
  const crash = encodeURIComponent('faults:[{"at":"5s","for":"10s","crash":{"target":"pages#1"}}]');
  await open(page, `?preset=slow-instance&set=${crash}&set=links.readers~pages.retry.maxAttempts:2&t=5s`);
  const { summary } = (await outlookOf(page)).result ?? {};
  const { availability, errorsMet, errorsHandled, ledger } = summary?.system ?? {};
  expect(availability).toBeGreaterThan(0.97);
  expect(errorsMet).toBeGreaterThan(100);
  const saved = Object.values(ledger ?? {}).reduce((sum, entry) => sum + entry.handled, 0);
  expect(saved).toBe(errorsHandled);
  expect(ledger?.failover.handled).toBeGreaterThan(100);
});

test('going back shows, to the bit, what was there before', async ({ page }) => {
  await open(page, '?preset=retry-storm&t=25s');
  const before = await frameOf(page);
  expect(before.tMs).toBe(25_000);
  await page.keyboard.press('End');
  const end = await frameOf(page);
  expect(end.tMs).toBe(200_000);
  expect(end.digest).toBe((await outlookOf(page)).result?.digest);
  await page.keyboard.press('Home');
  expect((await frameOf(page)).tMs).toBe(0);
  await page.evaluate(() => globalThis.callscape?.store.getState().seek(25_000));
  expect(await frameOf(page)).toEqual(before);
});

test('stepping by one event moves to its time', async ({ page }) => {
  await open(page, '?preset=retry-storm&t=25s');
  const before = await frameOf(page);
  await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(() => timeOf(page)).toBeGreaterThan(before.tMs);
  expect((await frameOf(page)).events).toBe(before.events + 1);
});

test('dragging a parameter redraws the whole future in one step of undo, and keeps the old one as a ghost', async ({
  page,
}) => {
  await open(page, '?preset=slow-instance&select=service:pages&t=5s');
  const whole = await outlookOf(page);
  const slider = page.getByRole('slider', { name: /workers/i }).first();
  const box = await slider.boundingBox();
  if (!box) throw new Error('no slider');
  const y = box.y + box.height / 2;
  const value = Number(await slider.inputValue()) / Number(await slider.getAttribute('max'));
  await page.mouse.move(box.x + 7 + value * (box.width - 14), y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, y, { steps: 8 });
  await page.mouse.move(box.x + box.width * 0.9, y, { steps: 8 });
  await page.mouse.up();
  await settled(page);
  const after = await outlookOf(page);
  expect(after.result?.digest).not.toBe(whole.result?.digest);
  const ghost = await ghostOf(page);
  expect(ghost?.result?.digest).toBe(whole.result?.digest);
  await page.keyboard.press('Control+z');
  await settled(page);
  expect((await outlookOf(page)).result?.digest).toBe(whole.result?.digest);
});
