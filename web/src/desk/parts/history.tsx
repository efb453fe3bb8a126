// All conversations of one reader on one timeline, whichever channel they came by; each opens in the middle.
import { dayLabel } from '../../shared/time';
import { newest } from '../rows';
import { useDesk } from '../store/context';
import { formatPlace } from '../store/route';
import type { RecordRow } from '../types';
import { channelName, language, ownerName, t, topicName } from '../words';
import { Icon } from './icon';
import './history.css';

export function History({ rows }: { rows: readonly RecordRow[] }) {
  const desk = useDesk();
  const current = rows.map((row): RecordRow => ({ ...newest(row, desk.inbox.rows.value.get(row.id)), question: row.question ?? null }));
  current.sort((a, b) => Date.parse(b.created) - Date.parse(a.created));
  return (
    <ol class="history">
      {current.map((row) => (
        <li key={row.id}>
          <HistoryRow row={row} />
        </li>
      ))}
    </ol>
  );
}

function HistoryRow({ row }: { row: RecordRow }) {
  const desk = useDesk();
  const { view, id } = desk.route.place.value;
  const open = row.id === id;
  const day = dayLabel(row.created, new Date(desk.now.value), language.value);
  return (
    <a
      class="history-row"
      href={formatPlace({ view, id: row.id })}
      onClick={() => (desk.pane.value = 'talk')}
      {...(open && { 'aria-current': 'true' })}
    >
      <Icon name={row.channel} label={channelName(row.channel)} />
      <span class="history-what">
        <bdi>{row.subject ?? row.question ?? row.preview}</bdi>
        <span class="history-facts">
          <time dateTime={row.created}>{day}</time>
          <span>{open ? t('record.current') : ownerName(row, desk.me.value)}</span>
          {row.topic && <span>{topicName(row.topic)}</span>}
        </span>
      </span>
    </a>
  );
}
