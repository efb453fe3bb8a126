// The way to a person, always in sight: ask for a librarian, see the place in the queue, see who answers.
import type { JSX } from 'preact';
import { CaseNumber } from './case_number';
import { useStore } from './context';
import './desk_bar.css';
import { Icon } from './icon';

export function DeskBar(): JSX.Element {
  const { owner, case: number } = useStore().session.value;
  return (
    <section class="desk-bar">
      {owner === 'waiting' && <Waiting />}
      {owner === 'librarian' && number && <CaseNumber number={number} />}
      {(owner === 'bot' || owner === 'closed') && <Ask />}
    </section>
  );
}

function Ask(): JSX.Element {
  const store = useStore();
  const { t } = store;
  const { owner, asking } = store.session.value;
  return (
    <>
      {owner === 'closed' && <p class="closed">{t('closed')}</p>}
      <button type="button" class="ask" disabled={asking} onClick={() => store.askLibrarian()}>
        <Icon name="person" />
        {t(asking ? 'asking' : 'ask')}
      </button>
    </>
  );
}

function Waiting(): JSX.Element {
  const store = useStore();
  const { t } = store;
  const { case: number, position, wait_minutes: minutes } = store.session.value;
  return (
    <div class="card">
      <div role="status">
        <p class="title">{t('waiting.title')}</p>
        <p>
          {position !== null && (position <= 1 ? t('waiting.next') : t('waiting.ahead', { count: position - 1 }))}{' '}
          {minutes !== null && minutes > 0 && t('waiting.minutes', { count: minutes })} {t('waiting.leave')}
        </p>
      </div>
      <div class="foot">
        {number && <CaseNumber number={number} />}
        <button type="button" class="text-button" onClick={() => store.backToBot()}>
          {t('back')}
        </button>
      </div>
    </div>
  );
}

