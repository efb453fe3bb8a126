// The box to write in: a reply to the reader or a private note, never one for the other.
import { useEffect, useRef } from 'preact/hooks';
import { obey } from '../obey';
import { useDesk } from '../store/context';
import type { Mode } from '../store/drafts';
import type { Row, Status } from '../types';
import { channelName, t } from '../words';
import { Button } from './button';
import { Guesses } from './guesses';
import { Segments } from './segments';
import './composer.css';

export const LONGEST = 8_000;

export function Composer({ row }: { row: Row }) {
  const desk = useDesk();
  const mayReply = desk.isMine.value;
  const { mode, note } = desk.drafts.of(row.id);
  if (!mayReply && mode === 'reply' && !note) {
    return (
      <div class="composer">
        <Guesses row={row} />
        <WhyNot row={row} />
      </div>
    );
  }
  const shown: Mode = mayReply ? mode : 'note';
  return (
    <div class={`composer to-${shown}`}>
      <Guesses row={row} />
      <Head row={row} mode={shown} mayReply={mayReply} />
      <Box row={row} mode={shown} />
    </div>
  );
}

// Why this librarian cannot reply now, and what can be done instead. A note can always be left.
function WhyNot({ row }: { row: Row }) {
  const desk = useDesk();
  const name = row.assignee?.name ?? t('role.librarian');
  return (
    <div class="composer-why">
      <p>
        {row.owner === 'closed' && t('compose.closed')}
        {row.owner === 'librarian' && t('compose.others', { name })}
        {desk.mayClaim.value && t('compose.claim_first')}
      </p>
      <Button kind="bare" icon="lock" shortcut="n" onClick={() => obey(desk, 'note')}>
        {t('keys.note')}
      </Button>
    </div>
  );
}

function Head({ row, mode, mayReply }: { row: Row; mode: Mode; mayReply: boolean }) {
  const desk = useDesk();
  const modes = (['reply', 'note'] as const).map((one) => ({ value: one, words: t(`compose.${one}`) }));
  return (
    <div class="composer-head">
      {mayReply ? (
        <Segments label={t('compose.mode')} segments={modes} value={mode} onChoose={(chosen) => obey(desk, chosen)} />
      ) : (
        <strong>{t('compose.note_label')}</strong>
      )}
      <span class="composer-who">{mode === 'note' ? t('compose.note_hint') : hintOf(row, desk.status.value)}</span>
    </div>
  );
}

function hintOf({ channel }: Row, status: Status | null): string {
  const waits = channel === 'mail' && status?.relay === false;
  return waits ? t('compose.no_relay') : t('compose.reply_hint', { channel: channelName(channel) });
}

function Box({ row, mode }: { row: Row; mode: Mode }) {
  const desk = useDesk();
  const box = useRef<HTMLTextAreaElement>(null);
  const text = desk.drafts.of(row.id)[mode];
  const count = [...text].length;
  const tooLong = count > LONGEST;
  const busy = desk.talk.busy.value;

  const send = async (close = false): Promise<void> => {
    box.current?.focus();
    if (tooLong) return;
    desk.composing.end();
    await (mode === 'note' ? desk.talk.note() : desk.talk.reply({ close }));
  };
  const write = (typed: string): void => {
    desk.drafts.write(row.id, { [mode]: typed });
    if (mode === 'reply') desk.composing.typed(row.id, typed);
  };
  const pressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    void send();
  };
  // The box grows with what is written, up to its limit in the stylesheet.
  useEffect(() => {
    const area = box.current;
    if (!area) return;
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight + 2}px`;
  }, [text, mode]);

  return (
    <>
      <textarea
        id="compose"
        ref={box}
        class="control"
        rows={mode === 'note' ? 2 : 3}
        dir="auto"
        aria-label={t(mode === 'note' ? 'compose.note_label' : 'compose.reply_label')}
        aria-describedby="compose-keys"
        aria-keyshortcuts={mode === 'note' ? 'n' : 'r'}
        {...(tooLong && { 'aria-invalid': true })}
        value={text}
        onInput={(event) => write(event.currentTarget.value)}
        onKeyDown={pressed}
      />
      <div class="composer-foot">
        <span id="compose-keys" class={tooLong ? 'wrong' : 'composer-keys'}>
          {tooLong ? t('compose.too_long', { max: LONGEST, count }) : t('compose.keys', { key: sendKeys() })}
        </span>
        {mode === 'reply' && (
          <Button icon="done" disabled={busy} onClick={() => void send(true)}>
            {t('compose.send_close')}
          </Button>
        )}
        <Button kind="primary" disabled={busy} onClick={() => void send()}>
          {t(mode === 'note' ? 'compose.save_note' : 'compose.send')}
        </Button>
      </div>
    </>
  );
}

export function sendKeys(): string {
  return /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘ Enter' : 'Ctrl + Enter';
}
