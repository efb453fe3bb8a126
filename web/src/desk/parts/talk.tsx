// The middle pane: the open conversation with its header, its messages and the box to write in.
import { useDesk } from '../store/context';
import { t } from '../words';
import { Button } from './button';
import { Composer } from './composer';
import { TalkHeader } from './talk_header';
import { Thread } from './thread';
import './talk.css';

export function TalkPane() {
  const { talk } = useDesk();
  const row = talk.row.value;
  const open = talk.conversation.value;
  return (
    <section class="talk" id="talk" tabIndex={-1} aria-label={t('talk.label')}>
      {row && open ? (
        <>
          <TalkHeader row={row} />
          <Thread key={open.id} conversation={open} />
          <Composer key={`compose ${open.id}`} row={row} />
        </>
      ) : (
        <Instead />
      )}
    </section>
  );
}

// What stands in the pane while there is no conversation to show, and why.
function Instead() {
  const desk = useDesk();
  const { talk } = desk;
  switch (talk.state.value) {
    case 'loading':
    case 'ready':
      return <p class="talk-instead">{t('desk.loading')}</p>;
    case 'missing':
      return (
        <div class="talk-instead">
          <p>{t('talk.missing')}</p>
          <Button icon="back" onClick={() => desk.open(null)}>
            {t('desk.back')}
          </Button>
        </div>
      );
    case 'failed':
      return (
        <div class="talk-instead">
          <p>{t('error.network')}</p>
          <Button onClick={() => void talk.refresh()}>{t('desk.retry')}</Button>
        </div>
      );
    case 'none':
      return (
        <div class="talk-instead">
          <p>{t('talk.none')}</p>
          <p class="talk-hint">{t('talk.none_hint')}</p>
        </div>
      );
  }
}
