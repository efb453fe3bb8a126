// The button that opens the chat, with a badge for what came while it was closed.
import { paintOf } from '../shared/color';
import type { Language } from '../shared/language';
import en from './en.json';
import type { Options } from './options';
import zh from './zh-CN.json';

const SVG = 'http://www.w3.org/2000/svg';
const SPEAK = 'M4 5.5h16a1 1 0 0 1 1 1v9.5a1 1 0 0 1-1 1h-8.5L7 20.5V17H4a1 1 0 0 1-1-1V6.5a1 1 0 0 1 1-1zM8 10h8M8 13h5';
const SHUT = 'M6 9.5l6 6 6-6';

export const words = (language: Language): typeof en => (language === 'en' ? en : zh);

export interface Launcher {
  readonly button: HTMLButtonElement;
  draw(now: { readonly language: Language; readonly open: boolean; readonly unread: number }): void;
}

export function makeLauncher({ color }: Pick<Options, 'color'>): Launcher {
  const button = document.createElement('button');
  const label = part('label');
  const badge = part('badge');
  const count = part('count');
  const what = part('heard');
  badge.append(count, what);
  button.type = 'button';
  button.className = 'launcher';
  button.setAttribute('aria-haspopup', 'dialog');
  button.append(icon('speak', SPEAK), icon('shut', SHUT), label, badge);
  const paint = paintOf(color);
  if (paint) {
    button.style.setProperty('--fill', paint.fill);
    button.style.setProperty('--text', paint.text);
  }
  return {
    button,
    draw({ language, open, unread }) {
      const { open: ask, unread: fresh, close } = words(language);
      button.lang = language;
      button.setAttribute('aria-expanded', String(open));
      if (open) button.setAttribute('aria-label', close);
      else button.removeAttribute('aria-label'); // its words say it
      label.textContent = ask;
      badge.hidden = open || unread === 0;
      count.textContent = unread > 99 ? '99+' : String(unread);
      what.textContent = fresh;
    },
  };
}

function part(name: string): HTMLSpanElement {
  const span = document.createElement('span');
  span.className = name;
  return span;
}

function icon(name: string, path: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', name);
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.appendChild(document.createElementNS(SVG, 'path')).setAttribute('d', path);
  return svg;
}
