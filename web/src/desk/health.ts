// What the figures of GET health mean, in words: each finding says whether somebody should look after it.
import { duration, relativeTime } from '../shared/time';
import type { ChannelHealth, Health, Lag, Pile, QueueHealth } from './types';
import { language, t } from './words';

export interface Finding {
  /** `bad`: somebody should look after it; `note`: good to know. */
  tone: 'good' | 'note' | 'bad';
  words: string;
}

/** Seconds after which an answer or a delivery counts as late. */
const LATE = 5;
const BACKUP_DUE = 2 * 24 * 3_600_000;

export function storeOf({ store }: Health): Finding {
  if (store.faults.length > 0) return { tone: 'bad', words: store.faults.join(' · ') };
  const database = store.database === 'sqlite' ? 'SQLite' : 'PostgreSQL';
  return { tone: 'good', words: t('health.store', { database, time: store.milliseconds }) };
}

export function redisOf({ redis }: Health): Finding {
  if (redis.state === 'connected') return { tone: 'good', words: t('health.redis.connected', { time: redis.milliseconds ?? 0 }) };
  return { tone: redis.state === 'away' ? 'bad' : 'note', words: t(`health.redis.${redis.state}`) };
}

export function setUp(isSetUp: boolean): Finding {
  return { tone: isSetUp ? 'good' : 'note', words: t(isSetUp ? 'health.set_up' : 'health.not_set_up') };
}

export function telegramOf({ telegram }: Health): Finding {
  if (telegram === 'not_configured') return setUp(false);
  return { tone: telegram === 'polling' ? 'good' : 'bad', words: t(`health.telegram.${telegram}`) };
}

export function botOf({ bot }: Health): Finding {
  return { tone: bot === 'words' ? 'bad' : bot === 'learning' ? 'note' : 'good', words: t(`health.bot.${bot}`) };
}

export function backupOf({ at, backup }: Health): Finding {
  if (!backup) return { tone: 'bad', words: t('health.backup.never') };
  const late = Date.parse(at) - Date.parse(backup) > BACKUP_DUE;
  return { tone: late ? 'bad' : 'good', words: relativeTime(backup, new Date(at), language.value) };
}

export function lagOf({ messages, median, longest }: Lag): Finding {
  if (messages === 0) return { tone: 'note', words: t('health.lag.none') };
  const words = t('health.lag', { count: messages, median: median ?? 0, longest: longest ?? 0 });
  return { tone: (longest ?? 0) > LATE ? 'bad' : 'good', words };
}

export function queueOf({ waiting, oldest }: QueueHealth, at: string): Finding {
  if (waiting === 0) return { tone: 'good', words: t('health.queue.empty') };
  return { tone: 'note', words: t('health.queue', { count: waiting, time: since(oldest, at) }) };
}

export function channelOf({ unrouted, unsent, failed }: ChannelHealth, at: string): readonly Finding[] {
  const found: Finding[] = [];
  if (unrouted.waiting > 0) found.push({ tone: isLate(unrouted, at) ? 'bad' : 'note', words: pileWords('unrouted', unrouted, at) });
  if (unsent.waiting > 0) found.push({ tone: isLate(unsent, at) ? 'bad' : 'note', words: pileWords('unsent', unsent, at) });
  if (failed > 0) found.push({ tone: 'bad', words: t('health.failed', { count: failed }) });
  return found.length > 0 ? found : [{ tone: 'good', words: t('health.nothing_waits') }];
}

function pileWords(kind: 'unrouted' | 'unsent', pile: Pile, at: string): string {
  return t(`health.${kind}`, { count: pile.waiting, time: since(pile.oldest, at) });
}

function isLate({ oldest }: Pile, at: string): boolean {
  return oldest !== null && Date.parse(at) - Date.parse(oldest) > LATE * 1000;
}

function since(oldest: string | null, at: string): string {
  return duration(oldest ? Date.parse(at) - Date.parse(oldest) : 0, language.value);
}
