import { expect, test } from 'vitest';
import { age, belongs, inOrder, merge, type Rows } from './rows';
import { aRow, LI, minutes, ZHANG } from './testing/fake_server';
import type { Row } from './types';

const NONE: Rows = new Map();

// A small generator of its own: the same seed draws the same rows, so a failure can be repeated.
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * sides);
  };
}

function someRows(seed: number): Row[] {
  const roll = dice(seed);
  return Array.from({ length: 30 }, () => {
    const [id, version] = [String(roll(5)), roll(8)];
    return aRow({ id, version, preview: `${id} as of ${version}` });
  });
}

function shuffled(rows: readonly Row[], seed: number): Row[] {
  const roll = dice(seed);
  return [...rows].map((row) => ({ row, place: roll(1_000_000) })).sort((a, b) => a.place - b.place).map(({ row }) => row);
}

function byId(rows: Rows): Row[] {
  return [...rows.values()].sort((a, b) => a.id.localeCompare(b.id));
}

const SEEDS = Array.from({ length: 200 }, (_, seed) => seed + 1);

test('events in any order and any batches end the same', () => {
  for (const seed of SEEDS) {
    const rows = someRows(seed);
    const mixed = shuffled(rows, seed + 7_000);
    const cut = dice(seed)(mixed.length);

    const inTwo = merge(merge(NONE, mixed.slice(0, cut)), mixed.slice(cut));
    expect([seed, ...byId(inTwo)]).toEqual([seed, ...byId(merge(NONE, rows))]);
  }
});

test('what is kept is the highest version of each', () => {
  for (const seed of SEEDS) {
    const rows = someRows(seed);
    const highest = (id: string): number => Math.max(...rows.filter((row) => row.id === id).map((row) => row.version));

    for (const [id, kept] of merge(NONE, rows)) expect([seed, id, kept.version]).toEqual([seed, id, highest(id)]);
  }
});

test('a repeated event changes nothing, not even the map', () => {
  const known = merge(NONE, [aRow({ version: 4 })]);

  expect(merge(known, [aRow({ version: 4 }), aRow({ version: 3 })])).toBe(known);
});

test('a claimed conversation leaves waiting and is mine only for its librarian', () => {
  const row = aRow({ owner: 'librarian', assignee: LI });
  const filter = { queue: '', q: '' };

  expect(belongs(row, { ...filter, view: 'waiting' }, LI.id)).toBe(false);
  expect(belongs(row, { ...filter, view: 'mine' }, LI.id)).toBe(true);
  expect(belongs(row, { ...filter, view: 'mine' }, ZHANG.id)).toBe(false);
});

test('a queue filter hides the rows of other queues', () => {
  expect(belongs(aRow({ queue: '11' }), { view: 'open', queue: '10', q: '' }, LI.id)).toBe(false);
});

test('who waits longest comes first, elsewhere what changed last', () => {
  const early = aRow({ id: '1', waiting_since: minutes(1), updated: minutes(2) });
  const late = aRow({ id: '2', waiting_since: minutes(5), updated: minutes(9) });

  expect(inOrder([late, early], 'waiting').map((row) => row.id)).toEqual(['1', '2']);
  expect(inOrder([early, late], 'open').map((row) => row.id)).toEqual(['2', '1']);
});

test('a wait is late after five minutes and overdue after fifteen', () => {
  const ages = [4, 5, 14, 15].map((waited) => age(minutes(0), Date.parse(minutes(waited))));

  expect(ages).toEqual(['fresh', 'late', 'late', 'overdue']);
});
