// Builds four things, one for each mode: the demo page, the reader's chat, the librarians' desk and the loader.
// Each stands alone, so the small ones stay small and one that does not build stops no other.
import type { BuildOptions } from 'vite';
import { defineConfig } from 'vitest/config';

// The server hands out /chat/assets/ and /desk/assets/; the demo page keeps its files with the chat's.
const pages: Record<string, BuildOptions & { root: string }> = {
  home: { root: 'src/home', outDir: '../../dist', assetsDir: 'chat/assets', emptyOutDir: true },
  chat: { root: 'src/chat', outDir: '../../dist/chat', assetsDir: 'assets', emptyOutDir: false },
  desk: { root: 'src/desk', outDir: '../../dist/desk', assetsDir: 'assets', emptyOutDir: true },
};

const loader: BuildOptions = {
  outDir: 'dist',
  emptyOutDir: false,
  lib: { entry: 'src/loader/main.ts', formats: ['iife'], name: 'RICLoader', fileName: () => 'widget.js' },
};

export default defineConfig(({ mode }) => {
  const { root, ...output } = pages[mode] ?? { root: '.', ...loader };
  return {
    root,
    base: './', // the installation may stand behind a proxy under any path
    publicDir: false,
    build: {
      target: 'es2022',
      assetsInlineLimit: 0, // the pages' Content-Security-Policy allows no data: addresses
      modulePreload: { polyfill: false },
      ...output,
    },
    test: { environment: 'happy-dom', include: ['src/**/*.test.{ts,tsx}'], setupFiles: ['src/shared/testing/setup.ts'] },
  };
});
