/**
 * Who may import whom, as data. A file belongs to the room with the longest matching path; files of one room may import
 * each other; every other arrow must be listed here. Whoever adds an arrow says why in the commit.
 */
export interface Arrow {
  /** Name of the room that is imported. */
  readonly to: string;
  /** Only these files of it (names within the room); all of them when absent. */
  readonly only?: readonly string[];
  /** Types alone may be imported: `always` for everything, `elsewhere` for files that `only` does not name. */
  readonly types?: 'always' | 'elsewhere';
}

export interface Room {
  readonly name: string;
  /** Path of a folder (ending in a slash) or of a single file, from the top of the repo. */
  readonly path: string;
  readonly mayImport: readonly (string | Arrow)[];
  /** Packages; `node:*` stands for all of Node's own, `*` for any. */
  readonly packages?: readonly string[];
}

/** Packages that only single files may import. */
export interface FilePermission {
  readonly file: RegExp;
  readonly packages: readonly string[];
}

const core = (name: string, mayImport: Room['mayImport'], packages: readonly string[] = []): Room => ({
  name,
  path: `sim-core/${name}/`,
  mayImport,
  packages,
});

const web = (name: string, mayImport: Room['mayImport'], packages: readonly string[] = ['*']): Room => ({
  name: `web/${name}`,
  path: `web/${name}/`,
  mayImport,
  packages,
});

/** Parts of the page that do not know each other. */
export const FEATURES = ['stage', 'strip', 'panel', 'editor', 'compare', 'sweep', 'story'] as const;
const forFeatures = ['index', 'web/scene', 'web/store', 'web/engine', 'web/frame', 'web/ui', 'web/i18n'];
const everyFeature = FEATURES.map((name) => `web/${name}`);

/** Natural logarithm, exponential and power with the same bits in every engine: whoever computes needs them. */
const portableMath: Arrow = { to: 'kernel', only: ['math.ts'] };

/** What an observer is told, in which words; the rest of the model is seen as types only. */
const observed: Arrow = {
  to: 'model',
  only: ['observer.ts', 'outcomes.ts', 'phases.ts', 'tables.ts'],
  types: 'elsewhere',
};

export const ROOMS: readonly Room[] = [
  core('kernel', []),
  core('stats', [portableMath]),
  core('policies', ['kernel', 'stats']),
  core('model', ['policies', 'kernel', 'stats']),
  core('metrics', [observed, 'stats', 'kernel']),
  core('trace', [observed, 'stats', 'kernel']),
  core(
    'scenario',
    [
      'policies',
      { to: 'model', only: ['resolved-scenario.ts', 'outcomes.ts'], types: 'elsewhere' },
      { to: 'kernel', only: ['time.ts', 'distributions.ts', 'math.ts', 'sha256.ts'], types: 'elsewhere' },
    ],
    ['yaml'],
  ),
  core('simulation', ['scenario', 'trace', 'metrics', 'model', 'policies', 'kernel', 'stats']),
  // Its moments are those of the samplers, and its seconds come from the same nanoseconds.
  core('theory', [
    'scenario',
    'stats',
    { to: 'kernel', only: ['math.ts', 'moments.ts', 'time.ts'] },
    { to: 'model', only: ['outcomes.ts'], types: 'elsewhere' },
  ]),
  core('experiment', ['simulation', 'scenario', 'stats', { to: 'metrics', types: 'always' }]),
  core(
    'formats',
    ['scenario', 'metrics', 'trace', 'simulation', 'experiment'].map((to): Arrow => ({ to, types: 'always' })),
  ),
  {
    name: 'index',
    path: 'sim-core/index.ts',
    mayImport: [
      ...['kernel', 'stats', 'policies', 'model', 'metrics', 'trace', 'theory'],
      ...['scenario', 'simulation', 'experiment', 'formats'],
    ],
  },

  { name: 'cli', path: 'cli/', mayImport: ['index', 'presets'], packages: ['node:*', 'virtual:*', 'yaml'] },

  {
    name: 'web/main',
    path: 'web/main.tsx',
    mayImport: ['web/app', 'web/i18n', 'web/store', 'web/ui'],
    packages: ['*'],
  },
  web('app', [...everyFeature, ...forFeatures]),
  ...FEATURES.map((name) => web(name, forFeatures)),
  web('engine', ['index', 'web/frame', 'web/store', 'web/i18n'], ['zustand', 'react', 'virtual:*']),
  web('scene', ['index', { to: 'web/engine', only: ['protocol.ts'], types: 'elsewhere' }], ['d3', '@dagrejs/dagre']),
  // Holds what the page shows and edits, never what the engine holds: of that it knows the shapes only.
  web('store', ['index', { to: 'web/engine', types: 'always' }], ['zustand', 'react', 'virtual:*']),
  web('ui', ['web/i18n', 'web/frame']),
  // The language is part of the page's state.
  web('i18n', ['web/store'], ['react']),
  web('frame', [], ['react']),
  // Runs inside the build, under Node: plugins that turn preset files into what the page loads.
  web('build', ['index'], ['node:*', 'vite', 'yaml', 'zod']),

  { name: 'presets', path: 'presets/', mayImport: [] },
  { name: 'scripts', path: 'scripts/', mayImport: [], packages: ['node:*', 'vite', '@playwright/test'] },
  {
    name: 'bench',
    path: 'bench/',
    mayImport: [
      ...['index', 'kernel', 'stats', 'policies', 'model', 'metrics', 'trace'],
      ...['scenario', 'simulation', 'scripts', 'presets'],
    ],
    packages: ['*'],
  },
];

export const FILE_PERMISSIONS: readonly FilePermission[] = [
  { file: /^sim-core\/kernel\/random\.ts$/, packages: ['seedrandom'] },
];
