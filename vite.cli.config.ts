import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'vite';
import { fastModules, sharedPlugins } from './vite.plugins.ts';

/**
 * The headless programs. Mode `cli`: the command line for Node and the script its worker threads run. Mode `lib`: the
 * library, the same file for Node, browsers and workers. Both carry their dependencies, so that an installed package
 * starts without resolving any. Mode `bench`: what the benchmarks measure, built like these.
 */
export default defineConfig(({ mode }) => {
  if (mode === 'lib') return library;
  return mode === 'bench' ? benchmarks : commandLine;
});

/** From this file, not from the current directory: a command started elsewhere builds the program too. */
const inRepo = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const entries = ['main', 'worker'].filter((name) => existsSync(inRepo(`cli/${name}.ts`)));

const commandLine: UserConfig = {
  plugins: [sharedPlugins()],
  publicDir: false,
  ssr: { noExternal: true, target: 'node' },
  build: {
    ssr: true,
    target: 'node20',
    outDir: 'dist/cli',
    emptyOutDir: true,
    rolldownOptions: {
      ...fastModules,
      input: Object.fromEntries(entries.map((name) => [name, inRepo(`cli/${name}.ts`)])),
      external: /^node:/,
      output: { ...fastModules.output, entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
};

const library: UserConfig = {
  plugins: [sharedPlugins()],
  publicDir: false,
  build: {
    target: 'es2022',
    outDir: 'dist/lib',
    emptyOutDir: true,
    minify: false,
    lib: { entry: inRepo('sim-core/index.ts'), formats: ['es'], fileName: () => 'index.js' },
    rolldownOptions: fastModules,
  },
};

const benchmarks: UserConfig = {
  plugins: [sharedPlugins()],
  publicDir: false,
  ssr: { noExternal: true, target: 'node' },
  build: { ssr: inRepo('bench/main.ts'), target: 'node20', minify: false, rolldownOptions: fastModules },
};
