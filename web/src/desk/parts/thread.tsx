// The messages of a conversation in order, private notes among them, with a line for each day.
import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { dayLabel } from '../../shared/time';
import { useDesk } from '../store/context';
import type { Conversation } from '../types';
import { language, t } from '../words';
import { Button } from './button';
import { MessageItem } from './message';
import { NoteItem } from './note';
import { timeline, type Moment } from './timeline';
import './thread.css';

const NEAR_END = 120;

export function Thread({ conversation }: { conversation: Conversation }) {
  const desk = useDesk();
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const news = useSignal(false);
  const moments = timeline(conversation);

  const first = moments[0]?.key;
  const height = useRef(0);

  const toEnd = (): void => {
    box.current?.scrollTo({ top: box.current.scrollHeight });
    news.value = false;
  };
  const scrolled = (): void => {
    const { scrollHeight, scrollTop, clientHeight } = box.current!;
    atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END;
    if (atEnd.current) news.value = false;
  };
  // What is put in front must not move what is being read.
  useLayoutEffect(() => {
    if (box.current && height.current) box.current.scrollTop += box.current.scrollHeight - height.current;
    height.current = 0;
  }, [first]);
  const earlier = (): void => {
    height.current = box.current?.scrollHeight ?? 0;
    void desk.talk.loadEarlier();
  };
  // Who reads further up is not torn away; a button says that there is more.
  useLayoutEffect(() => {
    if (atEnd.current) toEnd();
    else news.value = true;
  }, [moments.at(-1)?.key]);
  // A draft that grows, a window that shrinks, a phone's keyboard: who was at the end stays there.
  useEffect(() => {
    const resized = new ResizeObserver(() => atEnd.current && toEnd());
    resized.observe(box.current!);
    return () => resized.disconnect();
  }, []);

  return (
    <div class="thread-frame">
      <div class="thread" ref={box} onScroll={scrolled} role="log" aria-label={t('talk.messages')} tabIndex={0}>
        {conversation.more && (
          <div class="thread-earlier">
            <Button onClick={earlier}>{t('talk.earlier')}</Button>
          </div>
        )}
        <ol>
          {moments.map((moment, at) => (
            <li key={moment.key}>
              <DayLine moment={moment} before={moments[at - 1]} />
              {moment.message ? <MessageItem message={moment.message} reader={conversation} /> : <NoteItem note={moment.note} />}
            </li>
          ))}
        </ol>
        {desk.talk.readerTypes.value && <p class="thread-typing">{t('talk.typing')}</p>}
      </div>
      {news.value && (
        <div class="thread-news">
          <Button icon="down" onClick={toEnd}>
            {t('talk.new_messages')}
          </Button>
        </div>
      )}
    </div>
  );
}

function DayLine({ moment, before }: { moment: Moment; before: Moment | undefined }) {
  const now = new Date(useDesk().now.value);
  const day = dayLabel(moment.at, now, language.value);
  if (before && dayLabel(before.at, now, language.value) === day) return null;
  return <p class="thread-day">{day}</p>;
}
