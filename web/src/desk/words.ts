// What the desk says, in both languages. A page speaks one language at a time, so this is imported, not handed around.
import { makeTranslator } from '../shared/i18n';
import en from './en.json';
import { TOPICS } from './topics';
import type { Author, Channel, Queue, Row } from './types';
import zh from './zh-CN.json';

export type Word = keyof typeof zh;

export const { language, t } = makeTranslator({ 'zh-CN': zh, en }, 'zh-CN');

/** Says a word to the reader: in the language of the conversation, whatever the desk speaks. */
export function forReader(conversation: string, word: Word): string {
  return (conversation.startsWith('zh') ? zh : en)[word];
}

/** The name of a topic; one that the desk does not know is shown by its id. */
export function topicName(topic: string): string {
  return (TOPICS as readonly string[]).includes(topic) ? t(`topic.${topic}` as Word) : topic;
}

export function channelName(channel: Channel): string {
  return t(`channel.${channel}`);
}

export function queueName(queue: Queue): string {
  return (language.value === 'en' ? queue.name_en : queue.name_zh) || queue.name;
}

/** The reader's name, or "Reader · Web chat" for somebody who has not said it. */
export function readerName(row: Pick<Row, 'reader' | 'channel'>): string {
  return row.reader.name ?? `${t('reader.anonymous')} · ${channelName(row.channel)}`;
}

/** Who has a conversation now, in words. */
export function ownerName(row: Row, me: string): string {
  if (row.owner !== 'librarian') return t(`owner.${row.owner}`);
  if (row.assignee?.id === me) return t('owner.mine');
  return t('owner.librarian', { name: row.assignee?.name ?? t('role.librarian') });
}

export function authorName(message: { author: Author; name: string | null }, reader: string): string {
  if (message.author === 'reader') return message.name ?? reader;
  if (message.author === 'librarian') return message.name ?? t('message.librarian');
  return t(`message.${message.author}`);
}
