// Plugins that the page, the command line, the library and the tests share.
import type { PluginOption } from 'vite';

export function sharedPlugins(): PluginOption[] {
  return [];
}
