// The reader's chat starts here: in a frame on a library's page, or alone in a tab.
import { render } from 'preact';
import { listen, readOptions, type ToChat, type ToPage } from '../shared/bridge';
import { paintOf } from '../shared/color';
import '../shared/tokens.css';
import { App } from './app';
import { StoreContext } from './context';
import { Keep } from './keep';
import { socketAddress } from './socket';
import { Store } from './store';

const options = readOptions(location.hash);
const framed = window.parent !== window && options.host !== '';

const store = new Store({
  keep: new Keep(() => localStorage),
  dial: () => new WebSocket(socketAddress(location.href)),
  tellPage: framed ? (said: ToPage) => window.parent.postMessage(said, options.host) : null,
  language: options.language || navigator.language,
});

dress(options.color, options.theme);
const root = document.getElementById('app');
if (root) {
  render(
    <StoreContext.Provider value={store}>
      <App />
    </StoreContext.Provider>,
    root,
  );
}
if (framed) {
  listen<ToChat>({ window: () => window.parent, origin: options.host }, (said) => store.hearPage(said));
  window.parent.postMessage({ ric: 'ready' } satisfies ToPage, options.host);
} else {
  followKeyboard();
}
store.start();
addEventListener('online', () => store.wake('online'));
document.addEventListener('visibilitychange', () => store.wake(document.hidden ? 'hidden' : 'visible'));

function dress(color: string, theme: string): void {
  const { style, dataset } = document.documentElement;
  const paint = paintOf(color);
  if (theme === 'light' || theme === 'dark') dataset['theme'] = theme;
  if (!paint) return;
  style.setProperty('--brand', paint.fill);
  style.setProperty('--on-brand', paint.text);
}

// iOS lays its keyboard over the page; what is seen of it is all the room there is. In a frame the loader does this.
function followKeyboard(): void {
  window.visualViewport?.addEventListener('resize', () => {
    document.documentElement.style.setProperty('--seen-height', `${window.visualViewport?.height}px`);
  });
}
