// Hands a conversation to a queue or to a colleague, with a note for whoever takes it.
import { useSignal } from '@preact/signals';
import type { HandOverBody } from '../api';
import { useDesk } from '../store/context';
import { queueName, t } from '../words';
import { Button } from './button';
import { Dialog } from './dialog';
import { Field } from './field';

const TO_QUEUE = 'queue';
const TO_LIBRARIAN = 'librarian';

export function HandOverDialog() {
  const desk = useDesk();
  const row = desk.talk.row.value;
  const to = useSignal(`${TO_QUEUE} ${row?.queue ?? ''}`);
  const note = useSignal('');
  const colleagues = desk.librarians.value.filter((one) => one.id !== desk.me.value);
  const close = (): void => {
    desk.dialog.value = null;
  };

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (await desk.talk.handOver(bodyOf(to.value, note.value.trim()))) close();
  };

  return (
    <Dialog title={t('hand_over.title')} onClose={close}>
      <form onSubmit={submit}>
        <Field label={t('hand_over.to')}>
          {(control) => (
            <select {...control} value={to.value} onChange={(event) => (to.value = event.currentTarget.value)} autofocus>
              <optgroup label={t('hand_over.queue')}>
                {desk.queues.value.map((queue) => (
                  <option key={queue.id} value={`${TO_QUEUE} ${queue.id}`}>
                    {queueName(queue)}
                  </option>
                ))}
              </optgroup>
              {colleagues.length > 0 && (
                <optgroup label={t('hand_over.librarian')}>
                  {colleagues.map((one) => (
                    <option key={one.id} value={`${TO_LIBRARIAN} ${one.id}`}>
                      {one.online ? t('hand_over.online', { name: one.name }) : one.name}
                    </option>
                  ))}
                </optgroup>
              )}
            </select>
          )}
        </Field>
        <Field label={t('hand_over.note')} hint={t('hand_over.note_hint')}>
          {(control) => (
            <textarea {...control} rows={3} value={note.value} onInput={(event) => (note.value = event.currentTarget.value)} />
          )}
        </Field>
        <div class="dialog-foot">
          <Button onClick={close}>{t('desk.cancel')}</Button>
          <Button type="submit" kind="primary" disabled={desk.talk.busy.value}>
            {t('hand_over.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function bodyOf(to: string, note: string): HandOverBody {
  const [kind, id = ''] = to.split(' ');
  const target = kind === TO_LIBRARIAN ? { librarian: id } : { queue: id };
  return note ? { ...target, note } : target;
}
