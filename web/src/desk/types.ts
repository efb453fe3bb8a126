// The nouns of the Desk API (/api/v1), as they travel. Ids are strings, times ISO 8601 in UTC.

export type Owner = 'bot' | 'waiting' | 'librarian' | 'closed';
export type Channel = 'web' | 'mail' | 'telegram' | 'desk' | 'phone';
export type Author = 'reader' | 'bot' | 'librarian' | 'system';
export type Reason = 'asked' | 'unsure' | 'librarian_topic' | 'rule' | 'failed';
export type MessageState = 'new' | 'routed' | 'queued' | 'sent' | 'failed';
export type Role = 'librarian' | 'supervisor' | 'administrator';
export type View = 'waiting' | 'mine' | 'open' | 'closed';

export const VIEWS: readonly View[] = ['waiting', 'mine', 'open', 'closed'];

export interface Named {
  id: string;
  name: string;
}

/** A queue; its name is there in both languages. */
export interface Queue extends Named {
  name_zh?: string;
  name_en?: string;
}

export interface Librarian extends Named {
  email: string;
  role: Role;
}

/** A librarian as colleagues see one; `online`: a desk of theirs is open. */
export interface Colleague extends Librarian {
  online?: boolean;
}

export interface Session {
  csrf_token: string;
  librarian: Librarian;
}

export interface ReaderStub {
  id: string;
  name: string | null;
  verified: boolean;
}

/** What the bot thinks the reader may have meant; `confidence` is between 0 and 1. */
export interface Guess {
  entry: string;
  topic: string | null;
  title: string;
  confidence: number;
}

/** A conversation as lists and events show it. Of two with the same id the one with the higher `version` is newer. */
export interface Row {
  id: string;
  case: string;
  owner: Owner;
  channel: Channel;
  queue: string;
  place: string | null;
  assignee: Named | null;
  reader: ReaderStub;
  language: string;
  topic: string | null;
  subject: string | null;
  reason: Reason | null;
  guesses: readonly Guess[];
  preview: string;
  waiting_since: string | null;
  created: string;
  updated: string;
  unread: number;
  version: number;
}

export interface Source {
  title: string;
  url: string;
}

/** What an entry says today in one language; `text` is Markdown. */
export interface EntryText {
  id: string;
  title: string;
  text: string;
  sources: readonly Source[];
}

export interface Attachment {
  id: string;
  name: string;
  type: string;
  size: number;
  url: string;
}

/** A message; `html` was sanitised by the server and is empty for readers, whose `text` is only ever shown as text. */
export interface Message {
  id: string;
  seq: number;
  author: Author;
  name: string | null;
  text: string;
  html: string;
  /** What a mail quoted below its own words. */
  folded?: string | null;
  at: string;
  choices: readonly { entry: string; title: string }[];
  sources: readonly Source[];
  attachments: readonly Attachment[];
  state: MessageState;
  entry: string | null;
  confidence: number | null;
  failure: string | null;
}

export interface Note {
  id: string;
  conversation?: string;
  /** The name; null where the account is gone. */
  author: string | null;
  text: string;
  at: string;
}

export interface Conversation extends Row {
  messages: readonly Message[];
  /** There are earlier messages than these. */
  more?: boolean;
  notes: readonly Note[];
}

export interface Contact {
  channel: Channel;
  address: string;
  proven: boolean;
}

/** An address that the reader named and has not proved. */
export interface Claim {
  channel: Channel;
  address: string;
}

/** A reader who counts as another; contacts and the latest case tell which. */
export interface MergedReader {
  id: string;
  name: string | null;
  case?: string | null;
  contacts?: readonly Contact[];
}

/** A conversation on the record; `question`: what the reader began with. */
export interface RecordRow extends Row {
  question?: string | null;
}

/** Everything known of one reader, across channels. */
export interface Reader {
  id: string;
  name: string | null;
  contacts: readonly Contact[];
  claims: readonly Claim[];
  conversations: readonly RecordRow[];
  notes: readonly Note[];
  /** The readers who count as this one; each of them can be taken apart again. */
  merged?: readonly MergedReader[];
}

export interface Page<T> {
  items: readonly T[];
  next: string | null;
}

export interface Status {
  relay: boolean;
  faults: readonly string[];
}

export interface QueueHealth {
  slug: string;
  name_zh: string;
  name_en: string;
  waiting: number;
  /** Since when the first waits. */
  oldest: string | null;
}

/** Messages that wait. */
export interface Pile {
  waiting: number;
  oldest: string | null;
}

/** Readers' messages not routed, replies not sent, and replies given up within 24 hours. */
export interface ChannelHealth {
  channel: Channel;
  unrouted: Pile;
  unsent: Pile;
  failed: number;
}

/** How long the messages of the last minutes took, in seconds. */
export interface Lag {
  messages: number;
  median: number | null;
  longest: number | null;
}

/** How the library stood within the last seconds. */
export interface Health {
  at: string;
  store: { database: 'sqlite' | 'postgresql'; milliseconds: number; faults: readonly string[] };
  redis: { state: 'connected' | 'away' | 'not_configured'; milliseconds: number | null };
  relay: boolean;
  telegram: 'polling' | 'silent' | 'not_configured';
  rasa: boolean;
  bot: 'learned' | 'learning' | 'words' | 'elsewhere';
  queues: readonly QueueHealth[];
  channels: readonly ChannelHealth[];
  answers: Lag;
  deliveries: Lag;
  backup: string | null;
}

/** A frame of the events socket: a hint; the row with the highest version is the truth. */
export type DeskEvent =
  | { type: 'conversation'; row: Row }
  | { type: 'typing'; conversation: string; on: boolean }
  | { type: 'presence'; librarian: Named; online: boolean };

/** What the desk says on the events socket. */
export type DeskFrame = { type: 'typing'; conversation: string; on: boolean };
