// The librarians' console starts here: the store, its live line, the keyboard and the page are put together.
import { render } from 'preact';
import '../shared/tokens.css';
import { makeApi } from './api';
import { App } from './app';
import { listenToKeys } from './obey';
import { DeskProvider } from './store/context';
import { Desk } from './store/desk';
import { enliven } from './store/live';

const RETRY = 3_000;

// The console stands at …/desk/, whatever comes before it; the API is its neighbour.
const api = new URL('../api/v1/', document.baseURI);
const events = new URL('events', api);
events.protocol = events.protocol.replace('http', 'ws');

const desk = new Desk({
  makeApi: (onSignedOut) => makeApi(api, onSignedOut),
  drafts: sessionStorage,
  preferences: localStorage,
});
const { line } = enliven(desk, events);
listenToKeys(desk);

const root = document.getElementById('app');
if (root) {
  render(
    <DeskProvider value={desk}>
      <App line={line} />
    </DeskProvider>,
    root,
  );
}

// Until the server can be reached nobody knows whether the cookie still holds.
function checkSession(): void {
  desk.session.check().catch(() => setTimeout(checkSession, RETRY));
}
checkSession();
