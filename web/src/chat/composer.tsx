// Where the reader writes. Enter sends, Shift+Enter starts a line, and an input method that is composing is left alone.
import { useSignal, useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import './composer.css';
import { useStore } from './context';
import { MAX_TEXT } from './frames';
import { Icon } from './icon';
import { codePoints } from './view';

const TOLD_FROM = 500; // characters left

export function Composer(): JSX.Element {
  const store = useStore();
  const { t } = store;
  const text = useSignal('');
  const field = useRef<HTMLTextAreaElement>(null);
  const left = MAX_TEXT - codePoints(text.value);
  const ready = text.value.trim() !== '' && left >= 0;

  useSignalEffect(() => {
    if (store.focusAsked.value > 0) field.current?.focus();
  });
  useLayoutEffect(() => grow(field.current), [text.value]);

  const write = (written: string): void => {
    text.value = written;
    store.typed(written);
  };
  const send = (event: Event): void => {
    event.preventDefault();
    if (!ready) return;
    store.say(text.value.trim());
    text.value = '';
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && !event.shiftKey && !isComposing(event)) send(event);
  };

  return (
    <form class="composer" onSubmit={send}>
      <div class="field">
        <textarea
          ref={field}
          rows={1}
          value={text.value}
          placeholder={t('write')}
          aria-label={t('write')}
          aria-describedby={left <= TOLD_FROM ? 'composer-hint composer-left' : 'composer-hint'}
          aria-invalid={left < 0}
          enterkeyhint="send"
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <button type="submit" class="send" disabled={!ready} aria-label={t('send')}>
          <Icon name="send" />
        </button>
      </div>
      <span id="composer-hint" class="only-heard">
        {t('write.hint')}
      </span>
      {left <= TOLD_FROM && (
        <p id="composer-left" class={left < 0 ? 'left over' : 'left'} role={left < 0 ? 'alert' : undefined}>
          {left < 0 ? t('over', { count: -left }) : t('left', { count: left })}
        </p>
      )}
    </form>
  );
}

// Safari ends the composition before the keydown that ended it, and only the old keyCode still tells.
function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}

function grow(field: HTMLTextAreaElement | null): void {
  if (!field) return;
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight}px`;
}
