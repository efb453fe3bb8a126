// The head of a conversation: who it is with and who has it, and what can be done with it now.
import { obey } from '../obey';
import { useDesk } from '../store/context';
import type { Row } from '../types';
import { channelName, ownerName, queueName, readerName, t, topicName } from '../words';
import { Button } from './button';
import { Icon } from './icon';
import { Segments } from './segments';
import './talk_header.css';

export function TalkHeader({ row }: { row: Row }) {
  const desk = useDesk();
  return (
    <header class="talk-header">
      <div class="talk-back">
        <Button kind="bare" icon="back" aria-label={t('desk.back')} onClick={() => desk.open(null)} />
      </div>
      <div class="talk-who">
        <h2>
          <Icon name={row.channel} label={channelName(row.channel)} />
          <bdi>{readerName(row)}</bdi>
        </h2>
      </div>
      <Actions row={row} />
      <PaneSwitch />
      <div class="talk-about">
        {row.subject && (
          <bdi class="talk-subject" title={row.subject}>
            {row.subject}
          </bdi>
        )}
        <Facts row={row} />
      </div>
    </header>
  );
}

function Facts({ row }: { row: Row }) {
  const desk = useDesk();
  const queue = desk.queues.value.find((one) => one.id === row.queue);
  return (
    <p class="talk-facts">
      <span class={`talk-owner ${row.owner}`}>{ownerName(row, desk.me.value)}</span>
      {row.owner === 'waiting' && row.reason && <span>{t(`reason.${row.reason}`)}</span>}
      <span class={row.reader.verified ? 'verified' : ''}>{t(row.reader.verified ? 'reader.verified' : 'reader.unverified')}</span>
      {row.topic && <span>{topicName(row.topic)}</span>}
      {queue && desk.queues.value.length > 1 && <span>{queueName(queue)}</span>}
      <CaseNumber text={row.case} />
    </p>
  );
}

function CaseNumber({ text }: { text: string }) {
  const { notices } = useDesk();
  // Plain http on another host has no clipboard: the number can still be selected.
  const copy = (): void => {
    void navigator.clipboard?.writeText(text).then(() => notices.say(t('talk.copied')));
  };
  return (
    <button type="button" class="talk-case" title={t('talk.copy_case')} onClick={copy}>
      {text}
      <Icon name="copy" label={t('talk.copy_case')} />
    </button>
  );
}

function Actions({ row }: { row: Row }) {
  const desk = useDesk();
  const busy = desk.talk.busy.value;
  return (
    <div class="talk-actions" role="group" aria-label={t('talk.actions')}>
      {desk.mayClaim.value && (
        <Button kind="primary" icon="claim" shortcut="c" disabled={busy} onClick={() => obey(desk, 'claim')}>
          {t('talk.claim')}
        </Button>
      )}
      {desk.mayMove.value && (
        <>
          <Button icon="hand_over" shortcut="h" disabled={busy} onClick={() => (desk.dialog.value = 'hand_over')}>
            {t('talk.hand_over')}
          </Button>
          <Button icon="done" shortcut="e" disabled={busy} onClick={() => (desk.dialog.value = 'close')}>
            {t('talk.close')}
          </Button>
        </>
      )}
      {row.owner === 'closed' && (
        <Button icon="reopen" disabled={busy} onClick={() => void desk.talk.reopen()}>
          {t('talk.reopen')}
        </Button>
      )}
    </div>
  );
}

// Where there is no room for the record beside the conversation, one takes the place of the other.
function PaneSwitch() {
  const desk = useDesk();
  const shown = desk.recordShown.value;
  const panes = [
    { value: 'talk', words: t('talk.to_talk') },
    { value: 'record', words: t('talk.to_reader') },
  ] as const;
  return (
    <>
      <div class="pane-switch">
        <Segments label={t('talk.panes')} segments={panes} value={desk.pane.value} onChoose={(pane) => (desk.pane.value = pane)} />
      </div>
      <div class="record-toggle">
        <Button
          kind="bare"
          icon="panel"
          aria-expanded={shown}
          aria-label={t(shown ? 'record.hide' : 'record.show')}
          title={t(shown ? 'record.hide' : 'record.show')}
          onClick={() => (desk.recordShown.value = !shown)}
        />
      </div>
    </>
  );
}
