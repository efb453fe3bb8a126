// Conversations as rows: which of two versions is kept, which view a row belongs to, and in what order. Pure functions.

import type { Row, View } from './types';

export type Rows = ReadonlyMap<string, Row>;

/** Merge rows into those that are known; of each the higher version stays. Returns the same map where nothing is newer. */
export function merge(known: Rows, rows: Iterable<Row>): Rows {
  let merged: Map<string, Row> | undefined;
  for (const row of rows) {
    const before = (merged ?? known).get(row.id);
    if (before && before.version >= row.version) continue;
    merged ??= new Map(known);
    merged.set(row.id, row);
  }
  return merged ?? known;
}

export interface Filter {
  view: View;
  queue: string;
  q: string;
}

/** Tell whether a row is part of a view of this librarian; what `q` finds is the server's to say. */
export function belongs(row: Row, filter: Filter, me: string): boolean {
  if (filter.queue && row.queue !== filter.queue) return false;
  switch (filter.view) {
    case 'waiting':
    case 'closed':
      return row.owner === filter.view;
    case 'mine':
      return isMine(row, me);
    case 'open':
      return row.owner !== 'closed';
  }
}

export function isMine(row: Row, me: string): boolean {
  return row.owner === 'librarian' && row.assignee?.id === me;
}

/** Sort as the server does: who waits, longest first; all else, changed last first. */
export function inOrder(rows: Iterable<Row>, view: View): Row[] {
  return [...rows].sort((a, b) => compare(a, b, view) || a.id.localeCompare(b.id));
}

/** Negative where `a` comes before `b` in the view. */
export function compare(a: Row, b: Row, view: View): number {
  if (view === 'waiting') return waitingSince(a) - waitingSince(b);
  return Date.parse(b.updated) - Date.parse(a.updated);
}

function waitingSince(row: Row): number {
  return Date.parse(row.waiting_since ?? row.created); // who no longer waits stays about where it stood
}

export type Age = 'fresh' | 'late' | 'overdue';

/** How urgent a wait is: late after 5 minutes, overdue after 15, when the queue's address is told by mail too. */
export function age(since: string, now: number): Age {
  const minutes = (now - Date.parse(since)) / 60_000;
  if (minutes >= 15) return 'overdue';
  return minutes >= 5 ? 'late' : 'fresh';
}

/** The newer of what was read of one conversation and its row, which an event may have brought since. */
export function newest(read: Row, row: Row | undefined): Row {
  return row && row.version >= read.version ? row : read;
}
