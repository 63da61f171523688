import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { frameOf, open, outlookOf, settled, timeOf } from './page.ts';
import type { Page } from '@playwright/test';

const run = promisify(execFile);

/** The digest that the command line prints for the same run. */
async function digestByCommand(preset: string, ...options: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, ['cli/callscape.mjs', 'run', preset, '--json', ...options], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return (JSON.parse(stdout) as { digest: string }).digest;
}

test('the page computes what the command line computes, with and without changes', async ({ page }) => {
  await open(page, '?preset=retry-storm');
  expect((await outlookOf(page)).result?.digest).toBe(await digestByCommand('retry-storm'));
  await open(page, '?preset=retry-storm&set=links.shoppers~db.timeout:700ms&seed=7');
  expect((await outlookOf(page)).result?.digest).toBe(
    await digestByCommand('retry-storm', '--set', 'links.shoppers~db.timeout=700ms', '--seed', '7'),
  );
});

test('a copied link opens elsewhere on the same state, and says that it reproduces the run', async ({
  page,
  context,
  browser,
  baseURL,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(baseURL ?? '').origin });
  await open(page, '?preset=retry-storm&set=links.shoppers~db.timeout:700ms&select=service:db&theme=dark&t=31.5s');
  const digest = (await outlookOf(page)).result?.digest;
  const frame = await frameOf(page);
  await page.getByRole('button', { name: 'Share' }).click();
  await expect(page.getByText('Link copied').first()).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toContain('set=links.shoppers~db.timeout:700ms');

  const other = await (await browser.newContext({ locale: 'zh-CN' })).newPage();
  await other.goto(link);
  await settled(other);
  expect((await outlookOf(other)).result?.digest).toBe(digest);
  expect(await frameOf(other)).toEqual(frame);
  const state = await other.evaluate(() => {
    const { presetId, edits, selection, theme, language } = globalThis.callscape?.store.getState() ?? {};
    return { presetId, edits, selection, theme, language };
  });
  expect(state).toEqual({
    presetId: 'retry-storm',
    edits: [{ path: 'links.shoppers->db.timeout', value: '700ms' }],
    selection: { kind: 'service', id: 'db' },
    theme: 'dark',
    language: 'en',
  });
  await expect(other.getByText('event by event, the one the sender saw')).toBeVisible();
  await other.context().close();
});

test('a link whose stamp is of another run says so', async ({ page }) => {
  await open(page, '?preset=retry-storm&stamp=0.9.0_c1-00000000000000000000000000000000');
  await expect(page.getByText('This run differs from the one the sender saw.')).toBeVisible();
  await expect(page.getByText("The sender's engine was 0.9.0", { exact: false })).toBeVisible();
});

test('a scenario of many changes travels packed in the fragment', async ({ page }) => {
  await open(page, '?preset=retry-storm&t=5s');
  await page.evaluate(() => {
    const state = globalThis.callscape?.store.getState();
    state?.openDocument({ ...state.document, name: 'Mine, 我的' });
  });
  await settled(page);
  await expect(page).toHaveURL(/#s=1\./);
  const digest = (await outlookOf(page)).result?.digest;
  const address = page.url();
  await page.goto('about:blank');
  await page.goto(address);
  await settled(page);
  expect((await outlookOf(page)).result?.digest).toBe(digest);
  await expect(page.getByRole('button', { name: 'Mine, 我的' })).toBeVisible();
});

for (const [what, address] of [
  ['a cut fragment', '#s=1.AAAA.00000000'],
  ['an unknown preset', '?preset=retry-strom'],
  ['an impossible value', '?preset=retry-storm&set=links.shoppers~db.timeout:soon'],
  ['a time that is none', '?preset=retry-storm&t=yesterday'],
] as const) {
  test(`${what} is told, and the address is not overwritten`, async ({ page }) => {
    await page.goto(`./${address}`);
    await settled(page);
    await expect(page.getByText('This link is damaged, so nothing was taken from it.')).toBeVisible();
    // Playing for two seconds changes the address several times when it may be changed.
    const start = await timeOf(page);
    await page.evaluate(() => globalThis.callscape?.store.getState().patch({ speed: 1, playing: true }));
    await expect.poll(() => timeOf(page)).toBeGreaterThan(start + 2000);
    expect(page.url().endsWith(address)).toBe(true);
  });
}

test.describe('files', () => {
  const openFile = async (page: Page, name: string, text: string) => {
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'File', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Open a scenario' }).click();
    await (await chooser).setFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
  };

  test('a YAML file opens, and what is saved opens again', async ({ page }) => {
    await open(page, '?preset=one-service&t=5s');
    await openFile(
      page,
      'mine.yaml',
      'version: 1\nname: From a file\nduration: 20s\nservices: { web: { work: 5ms } }\nworkloads: { users: { call: web, arrivals: { poisson: 50/s } } }\n',
    );
    await expect(page.getByRole('button', { name: 'From a file' })).toBeVisible();
    await settled(page);
    const digest = (await outlookOf(page)).result?.digest;

    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'File', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Save the scenario' }).click();
    const saved = await readFile(await (await download).path(), 'utf8');
    await open(page, '?preset=one-service&t=5s');
    await openFile(page, 'again.json', saved);
    await expect(page.getByRole('button', { name: 'From a file' })).toBeVisible();
    await settled(page);
    expect((await outlookOf(page)).result?.digest).toBe(digest);
  });

  test('markup in names and descriptions is shown as text and never run', async ({ page }) => {
    const markup = '<img src=x onerror="window.__ran=1"><script>window.__ran=1</script>';
    await open(page, '?preset=one-service&t=5s');
    await openFile(
      page,
      'hostile.json',
      JSON.stringify({
        version: 1,
        name: markup,
        description: `[click](javascript:window.__ran=1) ${markup}`,
        duration: '20s',
        services: { web: { work: '5ms' } },
        workloads: { users: { call: 'web', arrivals: { poisson: '50/s' } } },
        slos: [{ name: markup, target: '99%', of: 'workloads.users', under: '1s' }],
      }),
    );
    await settled(page);
    await expect(page.getByText('onerror=').first()).toBeVisible();
    expect(await page.evaluate(() => '__ran' in globalThis)).toBe(false);
    expect(await page.locator('img[src="x"]').count()).toBe(0);
    expect(await page.locator('a[href^="javascript:"]').count()).toBe(0);
  });

  test('a file that is no scenario says why and changes nothing', async ({ page }) => {
    await open(page, '?preset=one-service&t=5s');
    await openFile(page, 'bad.yaml', 'version: 1\nservices: { web: { wrk: 5ms } }\n');
    await expect(page.getByText('This file cannot be opened.')).toBeVisible();
    await expect(page.getByText('wrk')).toBeVisible();
    expect(await page.evaluate(() => globalThis.callscape?.store.getState().presetId)).toBe('one-service');
  });
});
