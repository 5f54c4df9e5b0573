import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where the stack answers while the page is worked on with `npx vite console/web`. */
const STACK = process.env['PRICEWIRE_URL'] ?? 'http://127.0.0.1:4400';

export default defineConfig(({ command }) => {
  // Whoever starts a build (a test runner says `test`), React is built as it is meant to be served.
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
