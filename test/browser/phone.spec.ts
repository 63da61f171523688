import { expect, test } from '@playwright/test';
import { open } from './page.ts';

test.use({ viewport: { width: 390, height: 844 } });

test('what is touched on the stage is shown below it, and an edit can be undone', async ({ page }) => {
  await open(page, '?preset=slow-instance&t=5s');
  const charts = page.getByRole('tab', { name: 'Charts' });
  await expect(charts).toHaveAttribute('aria-selected', 'true');
  const undo = page.getByRole('banner').getByRole('button', { name: 'Undo' });
  await expect(undo).toBeHidden();

  const instance = await page.getByRole('button', { name: /^pages#1,/ }).boundingBox();
  if (!instance) throw new Error('no pages#1');
  await page.mouse.click(instance.x + instance.width / 2, instance.y + instance.height / 2);
  await expect(page.getByRole('heading', { name: 'pages#1' })).toBeVisible();
  await page.getByRole('button', { name: 'pages', exact: true }).click();
  const workers = page.getByRole('textbox', { name: 'Workers per instance' });
  const before = await workers.inputValue();
  await workers.fill('7');
  await workers.press('Enter');
  await undo.click();
  await expect(workers).toHaveValue(before);
  await expect(undo).toBeHidden();
});

test('a fault that is touched on the charts leaves them where they are', async ({ page }) => {
  await open(page, '?preset=slow-instance&t=5s');
  await page
    .getByRole('button', { name: /pages#3/ })
    .last()
    .click();
  await expect.poll(() => page.evaluate(() => globalThis.callscape?.store.getState().selection.kind)).toBe('fault');
  await expect(page.getByRole('tab', { name: 'Charts' })).toHaveAttribute('aria-selected', 'true');
});
