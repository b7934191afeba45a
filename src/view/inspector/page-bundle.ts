import type { BuildOptions } from 'esbuild';

/** The inspector page: one script and one style sheet, `inspector/page.js` and `inspector/page.css`. */
export const pageBundle = {
  entryPoints: { 'inspector/page': 'src/view/page/main.tsx' },
  platform: 'browser',
  target: ['chrome110', 'firefox115', 'safari16.4'],
  format: 'iife',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  loader: { '.svg': 'text' },
  charset: 'utf8',
} as const satisfies BuildOptions;
