import { expect, test } from '@playwright/test';
import { frameOf, ghostOf, open, outlookOf, settled, timeOf } from './page.ts';

/** Values of one column in whole windows from `from` to `to` (seconds). */
function windows(column: Float64Array | Record<string, number>, from: number, to: number): number[] {
  return Object.values(column).slice(from, to);
}

test('the page opens on a story that plays, its whole run simulated ahead', async ({ page }) => {
  await open(page);
  await expect(page.getByRole('button', { name: 'The retry storm' })).toBeVisible();
  const { result, windowCount } = await outlookOf(page);
  expect(result?.outcome).toBe('completed');
  expect(windowCount).toBe(200);
  const before = await timeOf(page);
  await expect.poll(() => timeOf(page)).toBeGreaterThan(before);
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
