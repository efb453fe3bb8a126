import { render } from '@testing-library/preact';
import { expect, test } from 'vitest';
import { drawHtml, safeAddress } from './html';

function drawn(html: string): string {
  return render(<div>{drawHtml(html)}</div>).container.firstElementChild?.innerHTML ?? '';
}

test('plain answers keep their paragraphs, lists and emphasis', () => {
  expect(drawn('<p>Open <strong>daily</strong></p><ul><li>a</li></ul>')).toBe('<p>Open <strong>daily</strong></p><ul><li>a</li></ul>');
});

test('attributes, scripts and pictures never reach the page', () => {
  const html = drawn('<p onclick="x()" style="color:red">hi<img src="https://evil.example/p.png" alt="map" onerror="x()"></p><script>x()</script>');

  expect(html).toBe('<p>himap</p>');
});

test('an unknown element is drawn as its text', () => {
  expect(drawn('<form><button>press</button></form>')).toBe('press');
});

test('a link opens apart and tells the other side nothing', () => {
  expect(drawn('<a href="https://lib.example/x">x</a>')).toContain('rel="noopener noreferrer"');
  expect(drawn('<a href="javascript:alert(1)">x</a>')).toBe('x');
});

test('only addresses of the web, mail and telephone are links', () => {
  expect(safeAddress('mailto:ask@library.example')).toBe('mailto:ask@library.example');
  expect(safeAddress(' java\nscript:alert(1)')).toBeNull();
  expect(safeAddress('/relative')).toBeNull();
});

test('nesting without end ends in plain text', () => {
  expect(drawn('<b>'.repeat(500) + 'deep')).toMatch(/^(<b>){24,26}deep/);
});
