// Prints what a first visit downloads, gzipped, and fails when the loader or the chat has grown past its budget.
import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const DIST = new URL('dist/', import.meta.url);
const LIMITS = { loader: 5 * 1024, chat: 25 * 1024, desk: Infinity };

// What one page loads: the scripts and styles that its HTML names, and nothing of its neighbours.
function pageFiles(page) {
  const html = new URL(`${page}/index.html`, DIST);
  if (!existsSync(html)) return [];
  return [...readFileSync(html, 'utf8').matchAll(/(?:src|href)="(\.[^"]+\.(?:js|css))"/g)].map(([, path]) => new URL(path, html));
}

const files = { loader: [new URL('widget.js', DIST)], chat: pageFiles('chat'), desk: pageFiles('desk') };
let tooBig = false;
for (const [name, limit] of Object.entries(LIMITS)) {
  const bytes = files[name].filter(existsSync).reduce((sum, file) => sum + gzipSync(readFileSync(file), { level: 9 }).length, 0);
  const over = bytes > limit || bytes === 0;
  tooBig ||= over;
  const budget = limit === Infinity ? '' : ` of ${limit / 1024} KB`;
  console.log(`${name.padEnd(8)}${(bytes / 1024).toFixed(1).padStart(7)} KB gzip${budget}${over ? '  <- too big, or not built' : ''}`);
}
process.exit(tooBig ? 1 : 0);
