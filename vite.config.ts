import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { fastWorker, sharedPlugins } from './vite.plugins.ts';

/** The page. `base` is relative so that the build works from any folder of any static host. */
export default defineConfig({
  base: './',
  plugins: [react(), sharedPlugins()],
  worker: { format: 'es', plugins: () => [sharedPlugins()], rolldownOptions: fastWorker },
  build: { target: 'es2022', outDir: 'dist/web', emptyOutDir: true },
  server: { host: '127.0.0.1', strictPort: true },
  preview: { host: '127.0.0.1', strictPort: true },
});
