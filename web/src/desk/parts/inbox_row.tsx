// One conversation in the list: who, by which way, what about, why it is here and how long it has waited.
import { duration, relativeTime, fullTime } from '../../shared/time';
import { age } from '../rows';
import { useDesk } from '../store/context';
import { formatPlace } from '../store/route';
import type { Row } from '../types';
import { channelName, language, ownerName, readerName, t, topicName } from '../words';
import { Icon } from './icon';
import './inbox_row.css';

const MINUTE = 60_000;

export function InboxRow({ row, open }: { row: Row; open: boolean }) {
  const desk = useDesk();
  const unread = row.unread > 0;
  const href = formatPlace({ view: desk.route.place.value.view, id: row.id });
  return (
    <a class={`inbox-row${unread ? ' unread' : ''}`} href={href} data-row={row.id} {...(open && { 'aria-current': 'true' })}>
      <span class="row-who">
        <Icon name={row.channel} label={channelName(row.channel)} />
        <bdi class="row-name">{row.reader.name ?? readerName(row)}</bdi>
        {unread && <span class="row-unread" title={t('list.unread', { count: row.unread })} />}
        {unread && <span class="only-heard">{t('list.unread', { count: row.unread })}</span>}
      </span>
      <When row={row} />
      <bdi class="row-preview">{row.subject ? `${row.subject} — ${row.preview}` : row.preview}</bdi>
      <span class="row-facts">
        {desk.drafts.has(row.id) && <span class="chip draft">{t('compose.draft')}</span>}
        <span class={`chip ${row.owner}`}>{stands(row, desk.me.value)}</span>
        {row.topic && <span class="row-topic" title={topicName(row.topic)}>{topicName(row.topic)}</span>}
        <span class="row-case">{row.case}</span>
      </span>
    </a>
  );
}

// Why somebody waits says more than that he does.
function stands(row: Row, me: string): string {
  return row.owner === 'waiting' && row.reason ? t(`reason.${row.reason}`) : ownerName(row, me);
}

function When({ row }: { row: Row }) {
  const now = useDesk().now.value;
  const since = row.owner === 'waiting' ? row.waiting_since : null;
  const at = since ?? row.updated;
  const ago = now - Date.parse(at);
  const words = since ? t('list.waited', { time: duration(ago, language.value) }) : relativeTime(at, new Date(now), language.value);
  return (
    <time class={since ? `row-when wait ${age(since, now)}` : 'row-when'} dateTime={at} title={fullTime(at, language.value)}>
      {ago < MINUTE ? t('list.just_now') : words}
    </time>
  );
}
