// The reader's name at the head of the record, and the place to correct it.
import { useSignal } from '@preact/signals';
import { useDesk } from '../store/context';
import type { Reader } from '../types';
import { t } from '../words';
import { Button } from './button';
import { Icon } from './icon';
import './reader_name.css';

export function ReaderName({ reader }: { reader: Reader }) {
  const desk = useDesk();
  const editing = useSignal(false);
  const save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget as HTMLFormElement).get('name')).trim();
    if (name && (await desk.record.rename(name))) editing.value = false;
  };
  const pressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    editing.value = false;
  };

  if (!editing.value) {
    return (
      <div class="reader-name">
        <h2>
          <Icon name="person" />
          <bdi class={reader.name ? '' : 'unnamed'}>{reader.name ?? t('record.no_name')}</bdi>
        </h2>
        <Button kind="bare" icon="edit" aria-label={t('record.edit_name')} onClick={() => (editing.value = true)} />
      </div>
    );
  }
  return (
    <form class="reader-name" onSubmit={save} onKeyDown={pressed}>
      <input
        class="control"
        name="name"
        aria-label={t('record.name')}
        defaultValue={reader.name ?? ''}
        maxLength={200}
        autocomplete="off"
        required
        ref={focusOnce}
      />
      <Button type="submit" kind="primary">
        {t('desk.save')}
      </Button>
      <Button onClick={() => (editing.value = false)}>{t('desk.cancel')}</Button>
    </form>
  );
}

function focusOnce(input: HTMLInputElement | null): void {
  input?.focus();
}
