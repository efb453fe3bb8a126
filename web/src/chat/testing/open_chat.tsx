// Draws components of the chat on a real store that talks to the fake library.
import { render, type RenderResult } from '@testing-library/preact';
import type { ComponentChild } from 'preact';
import { afterEach, vi } from 'vitest';
import type { ToPage } from '../../shared/bridge';
import { StoreContext } from '../context';
import { Keep } from '../keep';
import { Store, type StorePorts } from '../store';
import { FakeLibrary } from './fake_library';

export interface OpenChat {
  readonly store: Store;
  readonly library: FakeLibrary;
  readonly told: ToPage[];
}

const open: Store[] = [];

afterEach(() => open.splice(0).forEach((store) => store.stop()));

/** Opens a session; `stored` is what the library has of it already. */
export async function openStore(prepare: (library: FakeLibrary) => void = () => undefined, ports: Partial<StorePorts> = {}): Promise<OpenChat> {
  const library = new FakeLibrary();
  const told: ToPage[] = [];
  prepare(library);
  const keep = new Keep(() => {
    throw new Error('nothing is kept between tests');
  });
  const store = new Store({ keep, dial: library.dial, tellPage: (said) => told.push(said), language: 'en', random: () => 0, ...ports });
  open.push(store);
  store.start();
  await settle();
  return { store, library, told };
}

export async function draw(ui: ComponentChild, prepare?: (library: FakeLibrary) => void): Promise<OpenChat & RenderResult> {
  const chat = await openStore(prepare);
  const drawn = render(<StoreContext.Provider value={chat.store}>{ui}</StoreContext.Provider>);
  return { ...chat, ...drawn };
}

/** Lets everything that is due now happen; works with fake timers, too. */
export async function settle(): Promise<void> {
  if (vi.isFakeTimers()) await vi.advanceTimersByTimeAsync(0);
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}
