// The left pane: the views with what waits, search, the queue filter, and the list itself, page by page.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { explain } from '../explain';
import { useDesk } from '../store/context';
import { formatPlace } from '../store/route';
import { VIEWS } from '../types';
import { queueName, t } from '../words';
import { Button } from './button';
import { Icon } from './icon';
import { InboxRow } from './inbox_row';
import './inbox_list.css';

export function InboxList() {
  return (
    <section class="inbox" aria-label={t('list.label')}>
      <ViewTabs />
      <InboxFilter />
      <Rows />
    </section>
  );
}

function ViewTabs() {
  const desk = useDesk();
  const { view } = desk.route.place.value;
  return (
    <nav class="view-tabs" aria-label={t('view.label')}>
      {VIEWS.map((one) => (
        <a key={one} href={formatPlace({ view: one, id: null })} {...(one === view && { 'aria-current': 'page' })}>
          {t(`view.${one}`)}
          {one === 'waiting' && <Count count={desk.waiting.value} words={t('list.waiting_count', { count: desk.waiting.value })} loud />}
          {one === 'mine' && <MineCount />}
        </a>
      ))}
    </nav>
  );
}

function MineCount() {
  const { count, unread } = useDesk().inbox.mine.value;
  const words = [t('list.mine_count', { count }), unread > 0 && t('list.mine_unread', { count: unread })];
  return <Count count={count ? String(count) : ''} words={words.filter(Boolean).join(', ')} loud={unread > 0} />;
}

// A number beside a view; a loud one wants somebody to look.
function Count({ count, words, loud }: { count: string; words: string; loud: boolean }) {
  if (!count) return null;
  return (
    <span class={loud ? 'view-count loud' : 'view-count'}>
      <span aria-hidden="true">{count}</span>
      <span class="only-heard">{words}</span>
    </span>
  );
}

function InboxFilter() {
  const desk = useDesk();
  const { queue, q } = desk.inbox.filter.value;
  const typed = useSignal(q);
  useEffect(() => {
    if (q === '') typed.value = ''; // it was cleared elsewhere
  }, [q]);
  useEffect(() => {
    if (typed.value.trim() === desk.inbox.filter.value.q) return;
    const timer = setTimeout(() => void desk.inbox.show({ q: typed.value.trim() }), 250);
    return () => clearTimeout(timer);
  }, [typed.value]);
  return (
    <search class="inbox-filter">
      <div class="inbox-search">
        <Icon name="search" />
        <input
          id="inbox-search"
          type="search"
          class="control"
          aria-label={t('list.search')}
          placeholder={t('list.search_hint')}
          aria-keyshortcuts="/"
          value={typed.value}
          onInput={(event) => (typed.value = event.currentTarget.value)}
        />
      </div>
      {desk.queues.value.length > 1 && (
        <select
          class="control"
          aria-label={t('list.queue')}
          value={queue}
          onChange={(event) => void desk.inbox.show({ queue: event.currentTarget.value })}
        >
          <option value="">{t('list.all_queues')}</option>
          {desk.queues.value.map((one) => (
            <option key={one.id} value={one.id}>
              {queueName(one)}
            </option>
          ))}
        </select>
      )}
    </search>
  );
}

function Rows() {
  const { inbox, notices, route } = useDesk();
  const rows = inbox.visible.value;
  const more = (): void => {
    inbox.loadMore().catch((error: unknown) => notices.warn(explain(error)));
  };
  return (
    <div class="inbox-rows" id="inbox-rows" aria-busy={inbox.state.value === 'loading'}>
      <ul>
        {rows.map((row) => (
          <li key={row.id}>
            <InboxRow row={row} open={row.id === route.place.value.id} />
          </li>
        ))}
      </ul>
      {rows.length === 0 && <Nothing />}
      {inbox.next.value && <Button onClick={more}>{t('desk.more')}</Button>}
    </div>
  );
}

function Nothing() {
  const { inbox } = useDesk();
  if (inbox.state.value === 'loading') return <p class="inbox-nothing">{t('desk.loading')}</p>;
  if (inbox.state.value === 'failed') {
    return (
      <p class="inbox-nothing">
        {t('error.network')}
        <Button onClick={() => void inbox.load()}>{t('desk.retry')}</Button>
      </p>
    );
  }
  const { view, q } = inbox.filter.value;
  if (!q) return <p class="inbox-nothing">{t(`list.empty.${view}`)}</p>;
  return (
    <p class="inbox-nothing">
      <span role="status">{t(`list.none.${view}`, { q })}</span>
      <Button icon="close" onClick={() => void inbox.show({ q: '' })}>
        {t('list.clear')}
      </Button>
    </p>
  );
}
