// Plugins that the page, the command line, the library and the tests share.
import type { PluginOption } from 'vite';
import { presetsPlugin } from './web/build/presets-plugin.ts';

export function sharedPlugins(): PluginOption[] {
  return [presetsPlugin()];
}
