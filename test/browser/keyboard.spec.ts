import { expect, test } from '@playwright/test';
import { open, timeOf } from './page.ts';

const isPlaying = () => globalThis.callscape?.store.getState().playing;

test('keys play, step, change speed and language, and list themselves', async ({ page }) => {
  await open(page, '?preset=one-service&t=5s');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => timeOf(page)).toBe(6000);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => timeOf(page)).toBe(4000);
  await page.keyboard.press(' ');
  expect(await page.evaluate(isPlaying)).toBe(true);
  await page.keyboard.press(' ');
  expect(await page.evaluate(isPlaying)).toBe(false);

  const speed = () => page.evaluate(() => globalThis.callscape?.store.getState().speed ?? 0);
  const before = await speed();
  await page.keyboard.press(']');
  expect(await speed()).toBeGreaterThan(before);
  await page.keyboard.press('[');
  expect(await speed()).toBe(before);

  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);

  await page.keyboard.press('l');
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await expect(page.getByRole('button', { name: '分享' })).toBeVisible();
});

test('keys belong to a field while somebody types in it', async ({ page }) => {
  await open(page, '?preset=one-service&t=5s');
  await page.evaluate(() => {
    const input = document.body.appendChild(document.createElement('input'));
    input.setAttribute('aria-label', 'elsewhere');
    input.focus();
  });
  await page.keyboard.type('l ?[');
  await expect(page.getByLabel('elsewhere')).toHaveValue('l ?[');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  expect(await page.evaluate(isPlaying)).toBe(false);
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('with reduced motion nothing plays by itself', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...(baseURL && { baseURL }) });
  const page = await context.newPage();
  await open(page);
  expect(await page.evaluate(isPlaying)).toBe(false);
  await context.close();
});
