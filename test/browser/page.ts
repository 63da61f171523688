/** What browser tests share: opening the page and reading the engine's own numbers beside what is drawn. */
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import type { Frame, GhostOutlook, Outlook } from './page-types.ts';

/** Opens an address and waits until the whole run has been simulated; complaints of the page fail the test. */
export async function open(page: Page, address = ''): Promise<void> {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(`./${address}`);
  await settled(page);
  expect(complaints).toEqual([]);
}

/** Waits until the run of the document on screen is complete, to the last column. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    () => {
      const { engine, store } = globalThis.callscape ?? {};
      const outlook = engine?.outlook();
      return outlook?.complete === true && outlook.runId === engine?.runId() && store?.getState().topology !== null;
    },
    undefined,
    { timeout: 45_000 },
  );
}

export const outlookOf = (page: Page): Promise<Outlook> =>
  page.evaluate(() => {
    const outlook = globalThis.callscape?.engine.outlook();
    if (!outlook) throw new Error('no outlook');
    return outlook;
  });

export const ghostOf = (page: Page): Promise<GhostOutlook | null> =>
  page.evaluate(() => globalThis.callscape?.engine.previousOutlook() ?? null);

export const timeOf = (page: Page): Promise<number> => page.evaluate(() => globalThis.callscape?.engine.now() ?? -1);

/** The frame of the time on screen, once it is there. */
export async function frameOf(page: Page): Promise<Pick<Frame, 'tMs' | 'digest' | 'events' | 'dotCount'>> {
  await page.waitForFunction(() => {
    const engine = globalThis.callscape?.engine;
    return engine?.latestFrame()?.tMs === engine?.now() && engine?.isCatchingUp() === false;
  });
  return page.evaluate(() => {
    const frame = globalThis.callscape?.engine.latestFrame();
    if (!frame) throw new Error('no frame');
    const { tMs, digest, events, dotCount } = frame;
    return { tMs, digest, events, dotCount };
  });
}
