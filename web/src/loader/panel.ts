// The panel with the chat's frame. The frame is made at the first opening: until then a page pays for the launcher only.
import { listen, writeOptions, type ToChat, type ToPage } from '../shared/bridge';
import type { Language } from '../shared/language';
import { words } from './launcher';
import type { Options } from './options';

const WHOLE_SCREEN = '(max-width: 560px), (max-height: 420px)'; // the same words stand in loader.css

export interface Panel {
  readonly element: HTMLElement;
  show(focus: boolean): void;
  hide(): void;
  tell(said: ToChat): void;
  speak(language: Language): void;
}

export function makePanel({ chat, color, theme, ...options }: Options, hear: (said: ToPage) => void): Panel {
  const element = document.createElement('div');
  const waiting: ToChat[] = []; // said before the chat listens
  let { language } = options;
  let frame: HTMLIFrameElement | undefined;
  let ready = false;
  let unlock: (() => void) | undefined;

  const tell = (said: ToChat): void => {
    if (ready) frame?.contentWindow?.postMessage(said, chat.origin);
    else waiting.push(said);
  };
  const load = (): HTMLIFrameElement => {
    const made = document.createElement('iframe');
    made.title = words(language).panel;
    made.allow = 'clipboard-write';
    made.src = chat.href + writeOptions({ host: location.origin, language, color, theme });
    listen<ToPage>({ window: () => made.contentWindow, origin: chat.origin }, (said) => {
      if (said.ric === 'ready') {
        ready = true;
        waiting.splice(0).forEach(tell);
      }
      hear(said);
    });
    element.append(made);
    return made;
  };
  const speak = (spoken: Language): void => {
    language = spoken;
    element.setAttribute('aria-label', words(language).panel);
    if (!frame) return; // it will be made in this language
    frame.title = words(language).panel;
    tell({ ric: 'language', language });
  };

  element.className = 'panel';
  element.hidden = true;
  element.setAttribute('role', 'dialog');
  speak(language);
  keepInSight(element);

  return {
    element,
    tell,
    speak,
    show(focus) {
      frame ??= load();
      element.hidden = false;
      const whole = matchMedia(WHOLE_SCREEN).matches;
      element.setAttribute('aria-modal', String(whole));
      if (whole) unlock ??= lockPage();
      if (focus) frame.focus();
      tell({ ric: 'shown', shown: true, focus });
    },
    hide() {
      if (element.hidden) return;
      element.hidden = true;
      unlock?.();
      unlock = undefined;
      tell({ ric: 'shown', shown: false, focus: false });
    },
  };
}

// A page that scrolls behind a chat that fills the screen loses its place. Returns what lets it scroll again.
function lockPage(): () => void {
  const { style } = document.documentElement;
  const before = style.overflow;
  style.overflow = 'hidden';
  return () => {
    style.overflow = before;
  };
}

// A phone's keyboard covers the page without resizing it, and a frame is not told: follow the part that is seen.
function keepInSight(element: HTMLElement): void {
  const seen = window.visualViewport;
  const follow = (): void => {
    const whole = matchMedia(WHOLE_SCREEN).matches && seen;
    element.style.setProperty('--seen-height', whole ? `${seen.height}px` : '100%');
    element.style.transform = whole && seen.offsetTop ? `translateY(${seen.offsetTop}px)` : '';
  };
  seen?.addEventListener('resize', follow);
  seen?.addEventListener('scroll', follow);
}
