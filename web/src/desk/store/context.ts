// Hands the store to every component under the app.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Desk } from './desk';

const DeskContext = createContext<Desk | null>(null);

export const DeskProvider = DeskContext.Provider;

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('this component stands outside the desk');
  return desk;
}
