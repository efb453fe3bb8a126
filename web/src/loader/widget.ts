// The widget on a library's page: launcher and panel together, and what the page itself may ask of them.
import type { ToPage } from '../shared/bridge';
import { matchLanguage } from '../shared/language';
import { makeLauncher } from './launcher';
import styles from './loader.css?inline';
import type { Options } from './options';
import { makePanel } from './panel';

const OPEN_IN_THIS_TAB = 'ric.open';

/** What a page may call as window.RIC. */
export interface Widget {
  /** Opens the chat and asks the text, if there is one. */
  open(text?: string): void;
  close(): void;
  /** Speaks another language from now on (BCP 47). */
  language(tag: string): void;
}

export function makeWidget(options: Options): Widget {
  const { host, box } = makeHost(options);
  let { language } = options;
  let open = false;
  let unread = 0;
  const launcher = makeLauncher(options);
  const panel = makePanel(options, hear);
  const draw = (): void => launcher.draw({ language, open, unread });

  function hear(said: ToPage): void {
    if (said.ric === 'close') close();
    if (said.ric === 'unread') unread = Number(said.count) || 0;
    draw();
  }
  function show(focus: boolean): void {
    open = true;
    draw();
    panel.show(focus);
    remember(true);
  }
  function close(): void {
    if (!open) return;
    open = false;
    draw();
    panel.hide();
    remember(false);
    launcher.button.focus();
  }

  launcher.button.addEventListener('click', () => (open ? close() : show(true)));
  host.addEventListener('keydown', (event) => event.key === 'Escape' && close());
  box.append(panel.element, launcher.button);
  draw();
  document.body.append(host);
  if (wasOpen()) show(false);

  return {
    open(text) {
      show(true);
      if (text) panel.tell({ ric: 'say', text });
    },
    close,
    language(tag) {
      language = matchLanguage(tag);
      panel.speak(language);
      draw();
    },
  };
}

function makeHost({ left, theme }: Options): { host: HTMLElement; box: HTMLElement } {
  const host = document.createElement('ric-chat');
  const box = document.createElement('div');
  const root = host.attachShadow({ mode: 'open' });
  dress(root);
  root.append(box);
  box.className = left ? 'left' : 'right';
  if (theme) host.dataset['theme'] = theme;
  return { host, box };
}

// Unlike a style element an adopted sheet passes a strict Content-Security-Policy; Safari has it since 16.4.
function dress(root: ShadowRoot): void {
  if ('adoptedStyleSheets' in root) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    root.adoptedStyleSheets = [sheet];
  } else {
    (root as ShadowRoot).append(Object.assign(document.createElement('style'), { textContent: styles }));
  }
}

// A browser that refuses storage only forgets whether the chat was open.
function remember(open: boolean): void {
  try {
    sessionStorage.setItem(OPEN_IN_THIS_TAB, open ? '1' : '');
  } catch {
    return;
  }
}

function wasOpen(): boolean {
  try {
    return sessionStorage.getItem(OPEN_IN_THIS_TAB) === '1';
  } catch {
    return false;
  }
}
