// Puts messages and private notes of a conversation into one order of time.
import type { Conversation, Message, Note } from '../types';

export type Moment = { key: string; at: string } & ({ message: Message; note?: never } | { note: Note; message?: never });

/** Messages keep the order of their seq; a note stands before the first message that is later than it. */
export function timeline({ messages, notes }: Pick<Conversation, 'messages' | 'notes'>): Moment[] {
  const left = [...notes].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const moments: Moment[] = [];
  for (const message of [...messages].sort((a, b) => a.seq - b.seq)) {
    while (left[0] && Date.parse(left[0].at) < Date.parse(message.at)) moments.push(momentOf(left.shift()!));
    moments.push({ key: `message ${message.id}`, at: message.at, message });
  }
  return [...moments, ...left.map(momentOf)];
}

function momentOf(note: Note): Moment {
  return { key: `note ${note.id}`, at: note.at, note };
}
