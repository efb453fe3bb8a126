// Times as people say them, in both languages and in the time zone of whoever reads.
import type { Language } from './i18n';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "now", "5 minutes ago", "2 hours ago" within a day; "yesterday 14:05", "May 3, 14:05" before it. */
export function relativeTime(at: string | Date, now: Date, language: Language): string {
  const then = new Date(at);
  const ago = Math.max(0, now.getTime() - then.getTime());
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  if (ago < MINUTE) return words.format(0, 'second');
  if (ago < HOUR) return words.format(-Math.floor(ago / MINUTE), 'minute');
  if (ago < DAY) return words.format(-Math.floor(ago / HOUR), 'hour');
  return `${dayLabel(then, now, language)} ${clockTime(then, language)}`;
}

/** "14:05" */
export function clockTime(at: string | Date, language: Language): string {
  return new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(at));
}

/** "yesterday", "today", "tomorrow", "Mon, May 3"; the year where it is another one. */
export function dayLabel(at: string | Date, now: Date, language: Language): string {
  const then = new Date(at);
  const days = Math.round((midnight(now) - midnight(then)) / DAY);
  if (Math.abs(days) <= 1) return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-days, 'day');
  const year = then.getFullYear() === now.getFullYear() ? {} : ({ year: 'numeric' } as const);
  return new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric', weekday: 'short', ...year }).format(then);
}

/** The whole date and time, for a tooltip. */
export function fullTime(at: string | Date, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'short' }).format(new Date(at));
}

/** "0 min" is less than a minute; "12 min" up to 90, then "3 hr", and from two days on "2 days". */
export function duration(milliseconds: number, language: Language): string {
  const long = Math.max(0, milliseconds);
  const [unit, size] = long <= 90 * MINUTE ? (['minute', MINUTE] as const) : long < 2 * DAY ? (['hour', HOUR] as const) : (['day', DAY] as const);
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }).format(Math.floor(long / size));
}

function midnight(at: Date): number {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
}
