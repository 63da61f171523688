import { defineConfig } from 'vitest/config';
import { sharedPlugins } from './vite.plugins.ts';

const isLong = process.env.CALLSCAPE_LONG === '1';

export default defineConfig({
  plugins: [sharedPlugins()],
  test: {
    environment: 'node',
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/browser/**', ...(isLong ? [] : ['**/*.long.test.ts'])],
    testTimeout: isLong ? 600_000 : 30_000,
    hookTimeout: 60_000,
  },
});
