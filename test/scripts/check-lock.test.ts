import { describe, expect, it } from 'vitest';
import { lockProblems } from '../../scripts/check-lock.mjs';

const manifest = { dependencies: { tool: '1.2.3' } };
const root = { dependencies: { tool: '1.2.3' } };

describe('the lock check', () => {
  it('accepts a complete lock, with nested packages found upwards', () => {
    const packages = {
      '': root,
      'node_modules/tool': {
        version: '1.2.3',
        dependencies: { part: '^1.0.0' },
        optionalDependencies: { 'tool-linux': '1' },
      },
      'node_modules/tool/node_modules/part': { version: '1.0.0', dependencies: { 'tool-linux': '1' } },
      'node_modules/tool-linux': { version: '1.2.3', optional: true },
    };

    expect(lockProblems({ packages }, manifest)).toEqual([]);
  });

  it('finds an optional platform package that was left out', () => {
    const packages = {
      '': root,
      'node_modules/tool': { version: '1.2.3', optionalDependencies: { 'tool-darwin': '1' } },
    };

    expect(lockProblems({ packages }, manifest)).toEqual(['node_modules/tool needs tool-darwin: not in the lock']);
  });

  it('finds a version that differs from the manifest', () => {
    const packages = { '': { dependencies: { tool: '1.2.2' } }, 'node_modules/tool': { version: '1.2.2' } };

    expect(lockProblems({ packages }, manifest)).toEqual(['tool is 1.2.3 in package.json: the lock differs']);
  });

  it('finds a range where one version should be pinned', () => {
    const packages = { '': { dependencies: { tool: '^1.2.3' } }, 'node_modules/tool': { version: '1.2.3' } };

    expect(lockProblems({ packages }, { dependencies: { tool: '^1.2.3' } })).toEqual([
      'tool is ^1.2.3: pin one exact version',
    ]);
  });

  it('finds the address of a registry', () => {
    const packages = {
      '': root,
      'node_modules/tool': { version: '1.2.3', resolved: 'https://registry.example/tool.tgz' },
    };

    expect(lockProblems({ packages }, manifest)).toHaveLength(1);
  });
});
