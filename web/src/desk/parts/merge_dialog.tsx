// Finds the same person's other record and makes the open one part of it, once both were looked at. It can be undone.
import { useSignal } from '@preact/signals';
import { dayLabel } from '../../shared/time';
import { explain } from '../explain';
import { useDesk } from '../store/context';
import type { Reader, Row } from '../types';
import { channelName, language, readerName, t } from '../words';
import { Button } from './button';
import { Dialog } from './dialog';
import { Field } from './field';
import { Icon } from './icon';
import { MergePair } from './merge_pair';
import './merge_dialog.css';

export function MergeDialog() {
  const desk = useDesk();
  const found = useSignal<readonly Row[] | null>(null);
  const other = useSignal<Reader | null>(null);
  const close = (): void => {
    desk.dialog.value = null;
  };
  const trying = async (run: () => Promise<void>): Promise<void> => {
    await run().catch((error: unknown) => desk.notices.warn(explain(error)));
  };
  const search = (event: SubmitEvent): void => {
    event.preventDefault();
    const q = String(new FormData(event.currentTarget as HTMLFormElement).get('q')).trim();
    void trying(async () => {
      const { items } = await desk.api.conversations({ view: 'all', q });
      found.value = others(items, desk.record.reader.value?.id);
    });
  };
  const choose = (row: Row): Promise<void> => trying(async () => void (other.value = await desk.api.reader(row.reader.id)));
  const merge = async (into: string): Promise<void> => {
    if (await desk.record.mergeInto(into)) close();
  };

  const mine = desk.record.reader.value;
  return (
    <Dialog title={t('record.merge')} onClose={close}>
      {mine && other.value ? (
        <MergePair mine={mine} other={other.value} onMerge={(into) => void merge(into)} onBack={() => (other.value = null)} />
      ) : (
        <>
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
          <Found rows={found.value ?? []} onChoose={(row) => void choose(row)} />
        </>
      )}
    </Dialog>
  );
}

// Readers without a name look alike: what tells them apart stands in each button's own name.
function Found({ rows, onChoose }: { rows: readonly Row[]; onChoose: (row: Row) => void }) {
  const now = new Date(useDesk().now.value);
  return (
    <ul class="merge-found">
      {rows.map((row) => (
        <li key={row.reader.id}>
          <button type="button" onClick={() => onChoose(row)}>
            <Icon name={row.channel} label={channelName(row.channel)} />
            <span class="merge-who">
              <span class="merge-name">
                <bdi>{readerName(row)}</bdi> · {row.case} · {dayLabel(row.updated, now, language.value)}
              </span>
              <bdi class="merge-preview">{row.preview}</bdi>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** One row for each reader that was found, but not for the one who is open. */
export function others(rows: readonly Row[], open: string | undefined): Row[] {
  const byReader = new Map(rows.map((row) => [row.reader.id, row]));
  return [...byReader.values()].filter((row) => row.reader.id !== open);
}
