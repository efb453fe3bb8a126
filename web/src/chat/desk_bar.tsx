// The way to a person, always in sight: ask for a librarian, see the place in the queue, see who answers.
import type { JSX } from 'preact';
import type { Language } from '../shared/language';
import { duration } from '../shared/time';
import { CaseNumber } from './case_number';
import { useStore } from './context';
import './desk_bar.css';
import { Icon } from './icon';

export function DeskBar(): JSX.Element {
  const { t, session } = useStore();
  const { owner, case: number, librarian } = session.value;
  return (
    <section class={`desk-bar ${owner}`}>
      <div role="status">
        {owner === 'waiting' && <Wait />}
        {owner === 'closed' && <p>{t('closed')}</p>}
        {owner === 'librarian' && <p class="only-heard">{librarian ? t('subtitle.librarian_named', { name: librarian }) : t('subtitle.librarian')}</p>}
      </div>
      <div class="foot">
        {owner === 'bot' || owner === 'closed' ? <Ask /> : number && <CaseNumber number={number} />}
        {owner === 'waiting' && <BackToBot />}
      </div>
    </section>
  );
}

function Wait(): JSX.Element {
  const { t, language, session } = useStore();
  const { position, wait_minutes: minutes } = session.value;
  const sentences = [
    position !== null && (position <= 1 ? t('waiting.next') : t('waiting.ahead', { count: position - 1 })),
    minutes !== null && minutes > 0 && t('waiting.time', { time: roughly(minutes, language.value) }),
    t('waiting.leave'),
  ];
  return (
    <>
      <p class="title">{t('waiting.title')}</p>
      <p>{sentences.filter(Boolean).join(language.value === 'en' ? ' ' : '')}</p>
    </>
  );
}

// Minutes of a wait of many hours would only pretend to be exact.
function roughly(minutes: number, language: Language): string {
  return duration((minutes <= 90 ? minutes : Math.ceil(minutes / 60) * 60) * 60_000, language);
}

function Ask(): JSX.Element {
  const store = useStore();
  const { asking } = store.session.value;
  return (
    <button type="button" class="ask" disabled={asking} onClick={() => store.askLibrarian()}>
      <Icon name="person" />
      {store.t(asking ? 'asking' : 'ask')}
    </button>
  );
}

function BackToBot(): JSX.Element {
  const store = useStore();
  return (
    <button type="button" class="text-button" onClick={() => store.backToBot()}>
      {store.t('back')}
    </button>
  );
}
