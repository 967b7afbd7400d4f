import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  // Addresses of messages and canvases open the page as well, so its parts are named from the root.
  base: '/',
  envDir: false,
  logLevel: 'error',
  plugins: [react()],
  build: {
    emptyOutDir: false,
    target: 'es2023',
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2_000,
    modulePreload: { polyfill: false },
  },
});
