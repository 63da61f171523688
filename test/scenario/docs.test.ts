import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { keyDocs, keyTable, parseScenario, PROBLEM_CODES, profileDocs } from '../../sim-core/scenario/index.ts';

const guide = readFileSync(new URL('../../docs/scenario.md', import.meta.url), 'utf8');
const reference = readFileSync(new URL('../../docs/scenario-keys.md', import.meta.url), 'utf8');

describe('docs/scenario-keys.md', () => {
  test('is what the table of keys says (`vitest run test/scenario/docs.test.ts --update` writes it anew)', async () => {
    await expect(keyDocs()).toMatchFileSnapshot('../../docs/scenario-keys.md');
  });

  test('has every key', () => {
    const missing = keyTable().filter(({ path }) => !reference.includes(`| \`${path}\``));
    expect(missing).toEqual([]);
  });
});

describe('docs/profiles.md', () => {
  test('is what the profiles say (`--update` writes it anew)', async () => {
    await expect(profileDocs()).toMatchFileSnapshot('../../docs/profiles.md');
  });
});

describe('docs/scenario.md', () => {
  test('has an example that is a scenario without warnings', () => {
    const example = /```yaml\n([\s\S]*?)```/.exec(guide)?.[1] ?? '';
    const reading = parseScenario(example);
    expect(reading).toMatchObject({ ok: true, scenario: { warnings: [] } });
  });

  test('lists every code', () => {
    expect(PROBLEM_CODES.filter((code) => !guide.includes(`\`${code}\``))).toEqual([]);
  });
});
