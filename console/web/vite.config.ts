import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The stack behind a development server (`npx vite console/web`). */
const STACK = process.env['PRICEWIRE_URL'] ?? 'http://127.0.0.1:4400';

export default defineConfig(({ command }) => {
  // A test runner sets `test`, but React must always be built for production.
  if (command === 'build') process.env['NODE_ENV'] = 'production';
  return {
    root: import.meta.dirname,
    base: '/console/',
    plugins: [react()],
    build: {
      outDir: 'dist',
      emptyOutDir: true,
      target: 'es2023',
      // A data: URL would need a wider content security policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 1200,
    },
    server: { proxy: { '/api': { target: STACK, changeOrigin: true, headers: { origin: STACK } } } },
  };
});
