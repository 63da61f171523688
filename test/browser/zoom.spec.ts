import { expect, test } from '@playwright/test';
import { open } from './page.ts';
import type { Page } from '@playwright/test';

declare global {
  /** Canvases of the stage that were made to fade, by the opacity they end at. */
  var fades: number[] | undefined;
}

async function watchFades(page: Page): Promise<void> {
  await page.addInitScript(() => {
    globalThis.fades = [];
    Element.prototype.animate = new Proxy(Reflect.get(Element.prototype, 'animate'), {
      apply: (known, element: Element, rest: [Keyframe[], unknown]) => {
        if (element instanceof HTMLCanvasElement) globalThis.fades?.push(Number(rest[0].at(-1)?.opacity));
        return Reflect.apply(known, element, rest) as Animation;
      },
    });
  });
}

async function zoomIn(page: Page, steps: number): Promise<void> {
  const stage = await page.getByRole('region', { name: 'Stage', exact: true }).boundingBox();
  if (!stage) throw new Error('no stage');
  await page.mouse.move(stage.x + stage.width * 0.6, stage.y + stage.height / 2);
  for (let step = 0; step < steps; step++) await page.mouse.wheel(0, -200);
}

const fades = (page: Page) => page.evaluate(() => globalThis.fades ?? []);

test('another level of detail fades in while the old one fades out, and nothing fades otherwise', async ({ page }) => {
  await watchFades(page);
  await open(page, '?preset=checkout&t=30s');
  await expect(page.getByRole('button', { name: /^orders#1,/ })).toBeAttached();
  expect(await fades(page)).toEqual([]);
  await zoomIn(page, 6);
  await expect.poll(async () => (await fades(page)).length).toBeGreaterThan(0);
  // The old picture, then ground and calls of the new one.
  expect((await fades(page)).slice(0, 3)).toEqual([0, 1, 1]);
  const resting = () =>
    page.evaluate(() => [...document.querySelectorAll('section canvas')].map((one) => getComputedStyle(one).opacity));
  await expect.poll(resting).toEqual(expect.arrayContaining(['1', '1', '0']));
});

test('with reduced motion levels of detail change at once', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await watchFades(page);
  await open(page, '?preset=checkout&t=30s');
  await zoomIn(page, 6);
  await expect(page.getByRole('button', { name: 'Fit the whole stage' })).toBeVisible();
  expect(await fades(page)).toEqual([]);
});
