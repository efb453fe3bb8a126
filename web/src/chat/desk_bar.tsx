// The way to a person, always in sight: ask for a librarian, see the place in the queue, see who answers.
import type { JSX } from 'preact';
import type { Language } from '../shared/language';
import { clockTime, dayLabel, duration } from '../shared/time';
import { CaseNumber } from './case_number';
import { useStore } from './context';
import './desk_bar.css';
import { Icon } from './icon';
import { caseShown } from './view';

const MINUTE = 60_000;
const TOLD_BY_CLOCK = 30; // minutes; a longer wait may reach past closed hours, and the receipt names an hour, too

export function DeskBar(): JSX.Element {
  const { t, session } = useStore();
  const { owner, librarian, tookBack } = session.value;
  const number = caseShown(session.value);
  return (
    <section class={`desk-bar ${owner}`}>
      <div role="status">
        {owner === 'bot' && tookBack && <p>{t('took_back')}</p>}
        {owner === 'waiting' && <Wait />}
        {owner === 'closed' && <p>{t('closed')}</p>}
        {owner === 'librarian' && <p class="only-heard">{librarian ? t('subtitle.librarian_named', { name: librarian }) : t('subtitle.librarian')}</p>}
      </div>
      <div class="foot">
        {(owner === 'bot' || owner === 'closed') && <Ask />}
        {number && <CaseNumber number={number} />}
        {owner === 'waiting' && <BackToBot />}
      </div>
    </section>
  );
}

function Wait(): JSX.Element {
  const { t, language, session } = useStore();
  const { position, wait_minutes: minutes } = session.value;
  const sentences = [
    t('waiting.paused'),
    position !== null && (position <= 1 ? t('waiting.next') : t('waiting.ahead', { count: position - 1 })),
    minutes !== null && minutes > 0 && (minutes > TOLD_BY_CLOCK ? t('waiting.at', { time: about(minutes, language.value) }) : t('waiting.time', { time: duration(minutes * MINUTE, language.value) })),
    t('waiting.leave'),
  ];
  return (
    <>
      <p class="title">{t('waiting.title')}</p>
      <p>{sentences.filter(Boolean).join(language.value === 'en' ? ' ' : '')}</p>
    </>
  );
}

// "today 08:40", to five minutes: more would only pretend to be exact.
function about(minutes: number, language: Language): string {
  const now = new Date();
  const step = 5 * MINUTE;
  const at = new Date(Math.ceil((now.getTime() + minutes * MINUTE) / step) * step);
  return `${dayLabel(at, now, language)} ${clockTime(at, language)}`;
}

function Ask(): JSX.Element {
  const store = useStore();
  const { asking } = store.session.value;
  return (
    <button type="button" class="outlined" disabled={asking} onClick={() => store.askLibrarian()}>
      <Icon name="person" />
      {store.t(asking ? 'asking' : 'ask')}
    </button>
  );
}

function BackToBot(): JSX.Element {
  const store = useStore();
  return (
    <button type="button" class="outlined" onClick={() => store.backToBot()}>
      <Icon name="back" />
      {store.t('back')}
    </button>
  );
}
