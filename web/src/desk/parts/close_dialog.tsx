// Closes a conversation under a topic, and records how much effort it took where the library keeps that.
import { useSignal } from '@preact/signals';
import { useDesk } from '../store/context';
import { TOPICS } from '../topics';
import { t, topicName } from '../words';
import { Button } from './button';
import { Dialog } from './dialog';
import { Field } from './field';

/** Reference Effort Assessment Data: a scale of the librarian's effort that libraries share. */
const READ = [1, 2, 3, 4, 5, 6] as const;

export function CloseDialog() {
  const desk = useDesk();
  const row = desk.talk.row.value;
  const proposed = row?.topic ?? row?.guesses[0]?.topic ?? '';
  const topic = useSignal(proposed);
  const read = useSignal('');
  const topics = new Set<string>([...TOPICS, ...(proposed ? [proposed] : [])]);
  const close = (): void => {
    desk.dialog.value = null;
  };

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const body = { ...(topic.value && { topic: topic.value }), ...(read.value && { read: Number(read.value) }) };
    if (await desk.talk.close(body)) close();
  };

  return (
    <Dialog title={t('close.title')} onClose={close}>
      <form onSubmit={submit}>
        <Field label={t('close.topic')} hint={proposed && t('close.topic_hint')}>
          {(control) => (
            <select {...control} value={topic.value} onChange={(event) => (topic.value = event.currentTarget.value)} autofocus>
              <option value="">{t('close.no_topic')}</option>
              {[...topics].map((one) => (
                <option key={one} value={one}>
                  {topicName(one)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={t('close.read')} hint={t('close.read_hint')}>
          {(control) => (
            <select {...control} value={read.value} onChange={(event) => (read.value = event.currentTarget.value)}>
              <option value="">{t('close.read_none')}</option>
              {READ.map((score) => (
                <option key={score} value={score}>
                  {t(`close.read.${score}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <div class="dialog-foot">
          <Button onClick={close}>{t('desk.cancel')}</Button>
          <Button type="submit" kind="primary" disabled={desk.talk.busy.value}>
            {t('close.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
