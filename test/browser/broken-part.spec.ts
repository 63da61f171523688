import { expect, test } from '@playwright/test';
import { settled } from './page.ts';

declare global {
  /** While it is true, nothing can be drawn. */
  var hasNoCanvas: boolean | undefined;
}

test('a stage that could not be drawn is tried again as soon as the scenario changes', async ({ page }) => {
  await page.addInitScript(() => {
    globalThis.hasNoCanvas = true;
    HTMLCanvasElement.prototype.getContext = new Proxy(Reflect.get(HTMLCanvasElement.prototype, 'getContext'), {
      apply: (known, canvas: HTMLCanvasElement, rest) => {
        const isOnStage = canvas.closest('[aria-label="Stage"]') !== null;
        return globalThis.hasNoCanvas === true && isOnStage ? null : Reflect.apply(known, canvas, rest);
      },
    });
  });
  await page.goto('./?preset=one-service&t=5s');
  await settled(page);
  const stage = page.getByRole('region', { name: 'Stage', exact: true });
  await expect(stage.getByRole('alert')).toBeVisible();

  // A change that leaves the cause where it is shows the same box again.
  const setCapacity = (capacity: number) =>
    page.evaluate((value) => {
      const state = globalThis.callscape?.store.getState();
      const [service] = Object.keys(Object(state?.document.services));
      state?.set(`services.${service}.queue.capacity`, value);
    }, capacity);
  await setCapacity(50);
  await settled(page);
  await expect(stage.getByRole('alert')).toBeVisible();

  await page.evaluate(() => {
    globalThis.hasNoCanvas = false;
  });
  await setCapacity(60);
  await expect(stage.getByRole('alert')).toHaveCount(0);
  await expect(stage.getByRole('button', { name: /#1/ }).first()).toBeAttached();
});
