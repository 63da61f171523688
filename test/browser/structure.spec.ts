import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { open, settled } from './page.ts';
import type { Page } from '@playwright/test';

/** What stands at a place of the document: "services", "web", "instances". */
const written = (page: Page, ...place: (string | number)[]): Promise<unknown> =>
  page.evaluate((names) => {
    let value: unknown = globalThis.callscape?.store.getState().document;
    for (const name of names) value = (Object(value) as Record<string, unknown>)[name];
    return value;
  }, place);

const undoCount = (page: Page) => page.evaluate(() => globalThis.callscape?.store.getState().undo.length);

test('instances get zones, which can be added on the spot, and a speed each', async ({ page }) => {
  await open(page, '?preset=checkout&select=service:orders&t=30s');
  const panel = page.getByLabel('Settings', { exact: true }).first();
  const zones = panel.getByRole('textbox', { name: 'Zones in turn' });
  await zones.fill('az-a, az-b');
  await zones.press('Enter');
  const alert = panel.getByRole('alert');
  await expect(alert).toContainText('services.orders.instances.zones.0');
  await expect(alert).toContainText('there is no zone called az-a');
  await expect(zones).toHaveValue('az-a, az-b');
  await expect(zones).toHaveAttribute('aria-invalid', 'true');

  await alert.first().getByRole('button', { name: 'Add az-a, az-b to the scenario' }).click();
  await expect(alert).toHaveCount(0);
  expect(await written(page, 'services', 'orders', 'instances')).toEqual({ count: 3, zones: ['az-a', 'az-b'] });
  expect(await undoCount(page)).toBe(1);
  await expect(panel.getByText('#1 az-a · #2 az-b · #3 az-a')).toBeVisible();

  await zones.fill('az-a, az-c');
  await zones.press('Enter');
  await alert.getByRole('button', { name: 'Did you mean az-a?' }).click();
  expect(await written(page, 'services', 'orders', 'instances', 'zones')).toEqual(['az-a', 'az-a']);

  await panel.getByRole('switch', { name: 'A speed for each instance' }).click();
  const speed = panel.getByRole('textbox', { name: '#3 az-a' });
  await speed.fill('0.5');
  await speed.press('Enter');
  expect(await written(page, 'services', 'orders', 'instances', 'speeds')).toEqual([1, 1, 0.5]);
  await speed.fill('0');
  await speed.press('Enter');
  await expect(alert).toContainText('services.orders.instances.speeds.2');

  // The speeds follow the number of instances.
  const count = panel.getByRole('textbox', { name: 'Instances' });
  await count.fill('4');
  await count.press('Enter');
  expect(await written(page, 'services', 'orders', 'instances', 'speeds')).toEqual([1, 1, 0.5, 1]);
  await settled(page);
  for (let left = (await undoCount(page)) ?? 0; left > 0; left--)
    await page.getByRole('button', { name: 'Undo' }).click();
  expect(await written(page, 'services', 'orders', 'instances')).toBe(3);
  expect(await written(page, 'zones')).toBeUndefined();
});

test('a fault hits whatever can be written, and a slip of the pen is told where it was made', async ({ page }) => {
  await open(page, '?preset=checkout&select=fault:faults.0&t=30s');
  const target = page.getByRole('textbox', { name: 'Target' });
  const hit = () => written(page, 'faults', 0, 'slow', 'target');
  for (const text of ['50% of orders', 'orders#1..2', 'payments#2']) {
    await target.fill(text);
    await target.press('Enter');
    await expect.poll(hit).toBe(text);
  }
  await target.fill('50% of ordes');
  await target.press('Enter');
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('faults.0.slow.target');
  await expect(alert).toContainText('there is no service called ordes');
  expect(await hit()).toBe('payments#2');
  await alert.getByRole('button', { name: 'Did you mean orders?' }).click();
  expect(await hit()).toBe('50% of orders');
  await expect(alert).toHaveCount(0);

  await page.getByRole('button', { name: 'Target: suggestions' }).click();
  await page.getByRole('menuitem', { name: 'web#1 one instance' }).click();
  expect(await hit()).toBe('web#1');
  await page.keyboard.press('Control+z');
  expect(await hit()).toBe('50% of orders');
});

const WEB = ['services', 'web', 'endpoints', 'checkout', 'steps'];
const kinds = (page: Page, ...place: (string | number)[]) =>
  written(page, ...WEB, ...place).then((steps) =>
    (steps as Record<string, unknown>[]).map((step) => Object.keys(step).join(' ')),
  );

test('steps are added, changed, moved and removed by keyboard alone, nested ones too', async ({ page }) => {
  await open(page, '?preset=checkout&select=service:web&t=30s');
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const menuOf = (number: number, what: string) =>
    page.getByRole('button', { name: `Step ${number}, ${what}: change` });
  expect(await kinds(page)).toEqual(['work', 'parallel', 'call', 'work']);

  // The last button adds to the visit itself, the others to what is nested in it.
  await page.getByRole('button', { name: 'Add a step' }).last().focus();
  await press('Enter', 'ArrowDown', 'Enter');
  await expect.poll(() => kinds(page)).toEqual(['work', 'parallel', 'call', 'work', 'call']);
  expect(await written(page, ...WEB, 4)).toEqual({ call: 'inventory.reserve' });
  await expect(menuOf(5, 'call')).toBeFocused();
  await settled(page);
  expect(await page.evaluate(() => Object.keys(globalThis.callscape?.engine.outlook()?.series ?? {}))).toContain(
    'links.web->inventory',
  );

  await press('Alt+ArrowUp');
  await expect(menuOf(4, 'call')).toBeFocused();
  await press('Alt+ArrowUp');
  await expect(menuOf(3, 'call').last()).toBeFocused();
  await press('Enter');
  await page.getByRole('menuitem', { name: 'Call something else' }).press('Enter');
  await page.getByRole('menuitemradio', { name: 'payments.charge' }).press('Enter');
  await expect.poll(() => written(page, ...WEB, 2)).toEqual({ call: 'payments.charge' });
  // In its open menu a key does the same, and the menu closes.
  await press('Enter', 'Delete');
  await expect.poll(() => kinds(page)).toEqual(['work', 'parallel', 'call', 'work']);
  await expect(page.getByRole('menu')).toHaveCount(0);
  await expect(menuOf(3, 'call')).toBeFocused();

  await page.getByRole('button', { name: 'Add a branch' }).focus();
  await press('Enter', 'ArrowDown', 'Enter');
  await expect.poll(() => kinds(page, 1, 'parallel')).toEqual(['call', 'call', 'steps']);
  // Inside the new branch.
  await page.getByRole('button', { name: 'Add a step' }).first().focus();
  await press('Enter', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter');
  await expect.poll(() => kinds(page, 1, 'parallel', 2, 'steps')).toEqual(['work', 'choose']);
  await page.getByRole('button', { name: 'Add an option' }).press('Enter');
  await expect.poll(() => kinds(page, 1, 'parallel', 2, 'steps', 1, 'choose')).toEqual(['p steps', 'p steps']);
  await settled(page);

  for (let left = (await undoCount(page)) ?? 0; left > 0; left--) await press('Control+z');
  expect(await kinds(page)).toEqual(['work', 'parallel', 'call', 'work']);
  expect(await page.evaluate(() => globalThis.callscape?.store.getState().edits)).toEqual([]);
});

test('what a step cannot call is told in the menu, and what is not accepted beside the steps', async ({ page }) => {
  await open(page, '?preset=checkout&select=service:payments&t=30s');
  await page.getByRole('button', { name: 'Add a step' }).click();
  await page.getByRole('menuitem', { name: 'call another service' }).click();
  await page.getByRole('button', { name: 'Step 2, call: change' }).click();
  await page.getByRole('menuitem', { name: 'Call something else' }).click();
  await expect(page.getByRole('menuitemradio', { name: 'orders.place would call itself for ever' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await page.keyboard.press('Escape');
  await page.evaluate(() =>
    globalThis.callscape?.store.getState().set('services.payments.endpoints.charge.steps.1.call', 'orders.place'),
  );
  // Once, and not at the top of the panel but where the steps are.
  await expect(page.getByRole('alert')).toHaveCount(1);
  await expect(page.getByRole('alert')).toContainText('calls itself for ever');
  const stepsTop = (await page.getByRole('heading', { name: 'payments.charge' }).boundingBox())?.y ?? 0;
  expect((await page.getByRole('alert').boundingBox())?.y).toBeGreaterThan(stepsTop);
});

for (const width of [1280, 390]) {
  test(`${width} wide, the editors of instances and steps keep nobody out`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    // As high as the page, or what is fixed at its lower edge would lie over some control.
    await page.setViewportSize({ width, height: 3600 });
    await open(page, '?preset=checkout&t=30s');
    await page.evaluate(() => globalThis.callscape?.store.getState().select({ kind: 'service', id: 'web' }));
    const zones = page.getByRole('textbox', { name: 'Zones in turn' });
    await zones.fill('az-a');
    await zones.press('Enter');
    await expect(page.getByRole('alert')).toBeVisible();
    await page.getByRole('button', { name: 'Add a step' }).last().click();
    await page.getByRole('menuitem', { name: 'one of several, by chance' }).click();
    await expect(page.getByRole('button', { name: 'Add an option' })).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag22aa']).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
    const { scrollWidth, clientWidth } = await page.evaluate(() => document.documentElement);
    expect(scrollWidth).toBe(clientWidth);
  });
}
