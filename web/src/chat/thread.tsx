// The thread of messages. It follows the newest one only for a reader who is at the bottom, and keeps its place otherwise.
import { Fragment, type JSX, type RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { dayLabel } from '../shared/time';
import { Answering } from './answering';
import { Bubble } from './bubble';
import { useStore } from './context';
import { Greeting } from './greeting';
import { Icon } from './icon';
import './thread.css';
import { UnsentBubble } from './unsent_bubble';
import { beginsGroup, drawnUnsent, isNewDay, lastSeq } from './view';

const NEAR = 48; // px from the bottom that still count as being there

export function Thread(): JSX.Element {
  const store = useStore();
  const { t, language, session, unread } = store;
  const { messages, olderLeftOut } = session.value;
  const { scroll, toNewest } = useFollowing();
  return (
    <div class="thread">
      <div class="scroll" ref={scroll} tabIndex={0} role="region" aria-label={t('thread')}>
        <Greeting />
        {olderLeftOut && <p class="older">{t('older')}</p>}
        <ol>
          {messages.map((message, index) => (
            <Fragment key={message.seq}>
              {isNewDay(messages[index - 1], message) && <li class="day">{dayLabel(message.at, new Date(), language.value)}</li>}
              <Bubble message={message} first={beginsGroup(messages[index - 1], message)} last={index === messages.length - 1} />
            </Fragment>
          ))}
          {drawnUnsent(session.value).map((one) => (
            <UnsentBubble key={one.clientId} unsent={one} />
          ))}
        </ol>
        <Answering />
      </div>
      {store.sight.away.value && (
        <button type="button" class="newest" onClick={toNewest}>
          <Icon name="down" />
          {unread.value > 0 ? t('new_messages', { count: unread.value }) : <span class="only-heard">{t('to_newest')}</span>}
        </button>
      )}
    </div>
  );
}

function useFollowing(): { scroll: RefObject<HTMLDivElement | null>; toNewest: () => void } {
  const store = useStore();
  const scroll = useRef<HTMLDivElement>(null);
  const { away } = store.sight;
  const { messages, typing } = store.session.value;
  const newest = lastSeq(store.session.value);
  const written = store.written.value;
  const before = useRef({ newest: 0, written: 0 });

  const toBottom = (): void => {
    const box = scroll.current;
    if (!box) return;
    box.scrollTop = box.scrollHeight;
    away.value = false;
    store.sight.look();
  };

  useLayoutEffect(() => {
    const { current: last } = before;
    before.current = { newest, written };
    if (written > last.written) return toBottom();
    if (away.value || newest === 0) return; // a greeting is read from its beginning
    toBottom();
    if (last.newest > 0 && newest > last.newest) showFromItsBeginning(scroll.current, messages.filter(({ seq }) => seq > last.newest).length);
  }, [newest, written, typing]);

  useEffect(() => {
    const box = scroll.current;
    if (!box) return undefined;
    let height = box.clientHeight;
    const onScroll = (): void => {
      if (box.clientHeight !== height) return; // the room changed, not the place: see below
      away.value = box.scrollHeight - box.scrollTop - box.clientHeight > NEAR;
      if (!away.value) store.sight.look();
    };
    // A keyboard that opens, a card below that grows, a panel that is shown: who was at the bottom stays there.
    const resized = new ResizeObserver(() => {
      height = box.clientHeight;
      if (!away.value && before.current.newest > 0) toBottom();
    });
    box.addEventListener('scroll', onScroll, { passive: true });
    resized.observe(box);
    return () => {
      box.removeEventListener('scroll', onScroll);
      resized.disconnect();
    };
  }, []);

  return { scroll, toNewest: toBottom };
}

// An answer that is taller than the thread is read from its first line.
function showFromItsBeginning(box: HTMLElement | null, count: number): void {
  const first = [...(box?.querySelectorAll<HTMLElement>('li.message') ?? [])].at(-count);
  if (box && first && first.offsetTop < box.scrollTop) box.scrollTop = Math.max(0, first.offsetTop - 12);
}
