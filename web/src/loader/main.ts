// <script src="…/widget.js" defer></script> starts here, on a page that is not ours.
import { readTag } from './options';
import { makeWidget, type Widget } from './widget';

declare global {
  interface Window {
    RIC?: Widget;
  }
}

const script = document.currentScript;
if (script instanceof HTMLScriptElement && !window.RIC) {
  const start = (): void => {
    window.RIC ??= makeWidget(readTag(script));
  };
  if (document.body) start();
  else addEventListener('DOMContentLoaded', start, { once: true });
}
