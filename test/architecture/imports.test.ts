import { describe, expect, it } from 'vitest';
import { importCycles, importViolations, roomOf } from './check-imports.ts';
import { FEATURES, FILE_PERMISSIONS, ROOMS } from './import-rules.ts';
import { readRepoFile, repoFiles } from './repo-files.ts';

const rules = { rooms: ROOMS, filePermissions: FILE_PERMISSIONS };
const check = (path: string, text: string) => importViolations([{ path, text }], rules);

describe('the source tree', () => {
  const sources = repoFiles(/^(sim-core|cli|web|bench|scripts)\/.*\.(ts|tsx|mjs)$/).map(readRepoFile);

  it('has no import that the rules do not list', () => {
    expect(sources.length).toBeGreaterThan(0);
    expect(importViolations(sources, rules)).toEqual([]);
  });

  it('has no import cycle', () => {
    expect(importCycles(sources)).toEqual([]);
  });
});

describe('the rules', () => {
  it('name only rooms that exist', () => {
    const names = new Set(ROOMS.map((room) => room.name));
    const targets = ROOMS.flatMap((room) =>
      room.mayImport.map((arrow) => (typeof arrow === 'string' ? arrow : arrow.to)),
    );

    expect(targets.filter((name) => !names.has(name))).toEqual([]);
  });

  it('have no cycle between the rooms of the core', () => {
    const reaches = (name: string, seen: Set<string>): Set<string> => {
      for (const arrow of ROOMS.find((room) => room.name === name)?.mayImport ?? []) {
        const target = typeof arrow === 'string' ? arrow : arrow.to;
        if (!seen.has(target)) reaches(target, seen.add(target));
      }
      return seen;
    };
    const core = ROOMS.filter((room) => room.path.startsWith('sim-core/'));

    expect(core.filter((room) => reaches(room.name, new Set()).has(room.name))).toEqual([]);
  });

  it('keep the features of the page apart', () => {
    for (const name of FEATURES) {
      const others = FEATURES.filter((other) => other !== name).map((other) => `web/${other}`);
      const room = roomOf(`web/${name}/any.tsx`, ROOMS);

      expect(room?.name).toBe(`web/${name}`);
      expect(room?.mayImport).not.toEqual(expect.arrayContaining([expect.toBeOneOf(others)]));
    }
  });
});

describe('the checker', () => {
  it('allows a listed arrow and a neighbour in the same room', () => {
    expect(check('sim-core/model/send.ts', "import { EventQueue } from '../kernel/event-queue.ts';")).toEqual([]);
    expect(check('sim-core/model/send.ts', "import { respond } from './respond.ts';")).toEqual([]);
    expect(check('cli/run.ts', "import { simulate } from '../sim-core/index.ts';")).toEqual([]);
  });

  it('finds an arrow against the rules, with its line', () => {
    expect(check('sim-core/kernel/kernel.ts', "\nimport { World } from '../model/world.ts';")).toEqual([
      'sim-core/kernel/kernel.ts:2 (kernel) must not import sim-core/model/world.ts (model)',
    ]);
  });

  it.each([
    ['the command line reaching past the public index', 'cli/run.ts', '../sim-core/kernel/kernel.ts'],
    ['the page reaching past the public index', 'web/engine/host.ts', '../../sim-core/simulation/run.ts'],
    ['a feature importing its sibling', 'web/stage/stage.tsx', '../panel/panel.tsx'],
    ['the core importing the page', 'sim-core/model/call.ts', '../../web/ui/button.tsx'],
    ['code importing tests', 'sim-core/model/call.ts', '../../test/model/helpers.ts'],
    ['metrics calling into the model', 'sim-core/metrics/windows.ts', '../model/send.ts'],
    ['a file of no room', 'sim-core/stray.ts', './index.ts'],
  ])('finds %s', (_, path, specifier) => {
    expect(check(path, `import { x } from '${specifier}';`)).toHaveLength(1);
  });

  it.each([
    ['export … from', "export { x } from '../model/world.ts';"],
    ['export *', "export * from '../model/world.ts';"],
    ['import for its effect', "import '../model/world.ts';"],
    ['import()', "const later = () => import('../model/world.ts');"],
    ['import type', "import type { World } from '../model/world.ts';"],
    ['a type written as import()', "let world: import('../model/world.ts').World;"],
    ['the script of a worker', "new Worker(new URL('../model/world.ts', import.meta.url));"],
  ])('sees %s', (_, text) => {
    expect(check('sim-core/kernel/kernel.ts', text)).toHaveLength(1);
  });

  it('lets types through where only types may pass', () => {
    expect(check('sim-core/formats/csv.ts', "import type { Result } from '../simulation/result.ts';")).toEqual([]);
    expect(check('sim-core/formats/csv.ts', "import { type Result } from '../simulation/result.ts';")).toEqual([]);
    expect(check('sim-core/formats/csv.ts', "import { simulate } from '../simulation/run.ts';")).toHaveLength(1);
    expect(check('sim-core/formats/csv.ts', "import { type R, run } from '../simulation/run.ts';")).toHaveLength(1);
  });

  it('gives packages to the core only where they are listed', () => {
    const seed = "import seedrandom from 'seedrandom';";

    expect(check('sim-core/kernel/random.ts', seed)).toEqual([]);
    expect(check('sim-core/kernel/kernel.ts', seed)).toHaveLength(1);
    expect(check('sim-core/scenario/parse.ts', "import { parseDocument } from 'yaml';")).toEqual([]);
    expect(check('sim-core/model/call.ts', "import { z } from 'zod';")).toHaveLength(1);
    expect(check('sim-core/policies/retries/schema.ts', "import { z } from 'zod';")).toHaveLength(1);
    expect(check('sim-core/scenario/parse.ts', "import { readFileSync } from 'node:fs';")).toHaveLength(1);
    expect(check('sim-core/index.ts', "import { create } from 'zustand';")).toHaveLength(1);
  });

  it('does not take a longer package name for a listed one', () => {
    expect(check('sim-core/scenario/parse.ts', "import x from 'yaml-extra';")).toHaveLength(1);
    expect(check('sim-core/scenario/parse.ts', "import x from 'yaml/util';")).toEqual([]);
  });

  it('finds a cycle of files that need each other to load', () => {
    const sources = [
      { path: 'sim-core/model/a.ts', text: "import { b } from './b.ts';" },
      { path: 'sim-core/model/b.ts', text: "export { c } from './c.ts';" },
      { path: 'sim-core/model/c.ts', text: "import { a } from './a.ts';" },
    ];

    expect(importCycles(sources)).toEqual([
      'sim-core/model/a.ts → sim-core/model/b.ts → sim-core/model/c.ts → sim-core/model/a.ts',
    ]);
  });

  it('takes neither types nor lazy imports for part of a cycle', () => {
    const sources = [
      { path: 'web/app/a.ts', text: "import { b } from './b.ts';" },
      { path: 'web/app/b.ts', text: "import type { A } from './a.ts'; export const later = () => import('./a.ts');" },
    ];

    expect(importCycles(sources)).toEqual([]);
  });
});
