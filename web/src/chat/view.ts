// What the session looks like: questions that components ask of the model. Pure.
import type { Message } from './frames';
import type { Session, Unsent } from './model';

/** Returns what has to go out on a new connection, in the order in which it was written. */
export function toSend(session: Session): readonly Unsent[] {
  return session.unsent.filter(({ failed }) => failed === null || failed === 'unavailable' || failed === 'rate_limited');
}

/** Returns what is drawn below the thread: all that was written and is not in the thread already. */
export function drawnUnsent(session: Session): readonly Unsent[] {
  return session.unsent.filter(({ seq }) => seq === null);
}

export function lastSeq(session: Session): number {
  return session.messages.at(-1)?.seq ?? 0;
}

/** Returns the seq of the last message of others that the reader saw, which is all that they want to know; 0: none. */
export function lastSeenOfOthers({ messages, seen }: Session): number {
  return messages.findLast(({ seq, author }) => seq <= seen && author !== 'reader')?.seq ?? 0;
}

/** Returns how many messages of others lie past what the reader saw. */
export function unreadCount({ messages, seen }: Session): number {
  return messages.filter(({ seq, author }) => seq > seen && author !== 'reader').length;
}

/** True while an answer is being made: someone types, or the bot owes a reply to what it has got. */
export function isAnswering(session: Session): boolean {
  if (session.typing) return true;
  const owes = session.owner === 'bot' && session.messages.at(-1)?.author === 'reader';
  return session.connected && owes;
}

/** Returns the seq of the message whose choices may still be pressed: the last one, as long as nothing was written after it. */
export function openChoices(session: Session): number | null {
  const last = session.messages.at(-1);
  return last && last.choices.length > 0 && drawnUnsent(session).length === 0 ? last.seq : null;
}

/** Returns which of a message's choices was taken: what the reader said next, where that is one of their titles. */
export function chosenOf(session: Session, { seq, choices }: Message): string | null {
  const said = [...session.messages.filter((one) => one.seq > seq), ...drawnUnsent(session)].find((one) => !('author' in one) || one.author === 'reader');
  return choices.find(({ title }) => title === said?.text)?.entry ?? null;
}

/** Returns the case number where the reader has one to keep: a conversation that was never handed over needs none. */
export function caseShown({ owner, case: number, messages }: Session): string | null {
  return owner !== 'bot' || messages.some(({ author }) => author === 'system') ? number : null;
}

/** True where a message begins a new group: another author or name, or more than ten minutes later. */
export function beginsGroup(before: Message | undefined, message: Message): boolean {
  if (!before || before.author !== message.author || before.name !== message.name) return true;
  return Date.parse(message.at) - Date.parse(before.at) > 600_000;
}

export function isNewDay(before: Message | undefined, message: Message): boolean {
  return !before || new Date(before.at).toDateString() !== new Date(message.at).toDateString();
}

/** Returns the length of a text as the server counts it: in code points. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
