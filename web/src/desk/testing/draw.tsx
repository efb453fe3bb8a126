// Draws a part of the desk for a test, on a store of its own over the fake server.
import { act, render, waitFor } from '@testing-library/preact';
import type { ComponentChildren } from 'preact';
import { DeskProvider } from '../store/context';
import type { AlertPorts } from '../store/alerts';
import { Desk } from '../store/desk';
import { enliven, type Live } from '../store/live';
import { EventsLine } from '../store/events';
import { language } from '../words';
import { FakeServer } from './fake_server';

/** A desk on the fake server, not signed in yet and not alive. */
export function aDesk(server: FakeServer, at = '#/waiting', alerts?: AlertPorts): Desk {
  location.hash = at;
  sessionStorage.clear();
  localStorage.clear();
  const desk = new Desk({ makeApi: (out) => server.api(out), drafts: sessionStorage, preferences: localStorage, ...(alerts && { alerts }) });
  language.value = 'en';
  desk.now.value = Date.parse('2026-03-02T08:10:00Z');
  return desk;
}

/** A desk that is signed in and follows its address; the socket is one that never speaks. */
export async function aLiveDesk(server: FakeServer, at?: string): Promise<Desk & { live: Live }> {
  const desk = aDesk(server, at);
  const silent = (): WebSocket => ({ close: () => {} }) as WebSocket;
  const deaf = { onEvent: () => {}, onOpen: () => {}, onLost: () => {} };
  const live = enliven(desk, 'ws://desk.example', () => new EventsLine('', deaf, silent));
  language.value = 'en';
  await desk.session.check();
  await waitFor(() => {
    const loaded = desk.inbox.state.value === 'ready' && desk.talk.state.value !== 'loading';
    if (!loaded || desk.librarians.value.length === 0) throw new Error('still loading');
  });
  return Object.assign(desk, { live });
}

export function draw(desk: Desk, part: ComponentChildren) {
  return render(<DeskProvider value={desk}>{part}</DeskProvider>);
}

/** Waits until what was started has been answered and drawn. */
export function settled(): Promise<void> {
  return act(async () => {
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  });
}
