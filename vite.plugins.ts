// Plugins that the page, the command line, the library and the tests share.
import type { PluginOption, Rolldown } from 'vite';
import { presetsPlugin } from './web/build/presets-plugin.ts';

/**
 * How the engine is bundled. V8 builds the value of a top-level `const` into the code it makes, and loads that of a
 * `var` or `let` at every use. Vite writes `var` by default and its compressor `let`: 14 % on W1, 10 % on W2 of `bench/`.
 */
export const fastModules = {
  output: { topLevelVar: false },
  optimization: { inlineConst: { mode: 'all', pass: 2 } },
} satisfies Rolldown.RolldownOptions;

/** The same for a worker of the page: names and spaces are shortened, 1.5 kB compressed are left on the table. */
export const fastWorker = {
  ...fastModules,
  output: { ...fastModules.output, minify: { compress: false, mangle: true, codegen: { removeWhitespace: true } } },
} satisfies Rolldown.RolldownOptions;

export function sharedPlugins(): PluginOption[] {
  return [presetsPlugin()];
}
