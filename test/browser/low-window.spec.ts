import { expect, test } from '@playwright/test';
import { open } from './page.ts';

test('on a low window the charts scroll down to their time axis', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 600 });
  await open(page, '?preset=checkout&t=30s');
  const charts = page.getByRole('region', { name: 'Charts' }).first();
  const box = await charts.boundingBox();
  expect((box?.y ?? 0) + (box?.height ?? Infinity)).toBeLessThanOrEqual(600);
  await page.mouse.move(500, 500);
  await page.mouse.wheel(0, 1000);
  const flag = page.locator('[data-layer=flag]');
  await expect.poll(async () => (await flag.boundingBox())?.y ?? Infinity).toBeLessThan(600 - 19);
  // The page stays where it is.
  expect(await page.evaluate(() => scrollY)).toBe(0);
});
