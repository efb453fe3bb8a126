// Finds the same person's other record and makes the open one part of it. It can be undone.
import { useSignal } from '@preact/signals';
import { explain } from '../explain';
import { useDesk } from '../store/context';
import type { Row } from '../types';
import { channelName, readerName, t } from '../words';
import { Button } from './button';
import { Dialog } from './dialog';
import { Field } from './field';
import { Icon } from './icon';
import './merge_dialog.css';

export function MergeDialog() {
  const desk = useDesk();
  const found = useSignal<readonly Row[] | null>(null);
  const close = (): void => {
    desk.dialog.value = null;
  };
  const search = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const q = String(new FormData(event.currentTarget as HTMLFormElement).get('q')).trim();
    try {
      const { items } = await desk.api.conversations({ view: 'all', q });
      found.value = others(items, desk.record.reader.value?.id);
    } catch (error) {
      desk.notices.warn(explain(error));
    }
  };
  const merge = async (into: string): Promise<void> => {
    if (await desk.record.mergeInto(into)) close();
  };

  return (
    <Dialog title={t('record.merge')} onClose={close}>
      <form onSubmit={search}>
        <Field label={t('list.search')} hint={t('record.merge_hint')}>
          {(control) => <input {...control} type="search" name="q" required autofocus />}
        </Field>
        <div class="dialog-foot">
          <Button type="submit" icon="search">
            {t('keys.search')}
          </Button>
        </div>
      </form>
      {found.value?.length === 0 && <p role="status">{t('record.merge_none')}</p>}
      <ul class="merge-found">
        {found.value?.map((row) => (
          <li key={row.reader.id}>
            <Icon name={row.channel} label={channelName(row.channel)} />
            <span class="merge-who">
              <bdi>{readerName(row)}</bdi>
              <bdi class="merge-preview">
                {row.case} · {row.preview}
              </bdi>
            </span>
            <Button onClick={() => void merge(row.reader.id)}>{t('record.merge_into', { name: readerName(row) })}</Button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

/** One row for each reader that was found, but not for the one who is open. */
export function others(rows: readonly Row[], open: string | undefined): Row[] {
  const byReader = new Map(rows.map((row) => [row.reader.id, row]));
  return [...byReader.values()].filter((row) => row.reader.id !== open);
}
