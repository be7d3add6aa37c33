// Build of the designer: no inline script or style, so that the server can send a strict Content-Security-Policy.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The control plane in development; `npm start` serves the built files itself.
const SERVER = 'http://127.0.0.1:7070';

export default defineConfig({
  base: '/',
  plugins: [react()],
  server: {
    port: 5173,
    proxy: {
      '/api': SERVER,
      '/trpc': SERVER,
      '/trpc-ws': { target: SERVER, ws: true },
      '/live': { target: SERVER, ws: true },
    },
  },
  build: {
    outDir: 'dist',
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The designer with React Flow and CodeMirror is one lazy chunk set; figures are gated by size in CI, not here.
    chunkSizeWarningLimit: 700,
  },
  worker: {
    format: 'es',
    // The server recognises the file by this name and gives it the one policy that may compile code.
    rolldownOptions: { output: { entryFileNames: 'assets/[name]-[hash].js' } },
  },
});
