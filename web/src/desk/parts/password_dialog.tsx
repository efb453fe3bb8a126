// The librarian's own password. What is wrong with it is said at the field.
import { useSignal } from '@preact/signals';
import { HttpError } from '../../shared/fetcher';
import { explain } from '../explain';
import { useDesk } from '../store/context';
import { t } from '../words';
import { Button } from './button';
import { Dialog } from './dialog';
import { Field } from './field';

const SHORTEST = 10;

type Fields = Readonly<Record<string, string>>;

export function PasswordDialog() {
  const desk = useDesk();
  const wrong = useSignal<Fields>({});
  const busy = useSignal(false);
  const close = (): void => {
    desk.dialog.value = null;
  };

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (busy.value) return;
    const typed = new FormData(event.currentTarget as HTMLFormElement);
    const [current, next, again] = ['current', 'new', 'again'].map((name) => String(typed.get(name)));
    wrong.value = wrongOf(current!, next!, again!);
    if (Object.keys(wrong.value).length > 0) return focusFirstWrong(event.currentTarget as HTMLFormElement);
    busy.value = true;
    try {
      await desk.api.changePassword(current!, next!);
      desk.notices.say(t('password.done'));
      close();
    } catch (error) {
      wrong.value = fieldsOf(error);
    } finally {
      busy.value = false;
    }
  };

  return (
    <Dialog title={t('password.title')} onClose={close}>
      <form onSubmit={submit} noValidate>
        <input type="hidden" name="username" autocomplete="username" value={desk.session.me.value?.email ?? ''} />
        <Field label={t('password.current')} error={wrong.value['current']}>
          {(control) => <input {...control} type="password" name="current" autocomplete="current-password" autofocus />}
        </Field>
        <Field label={t('password.new')} hint={t('password.rule', { min: SHORTEST })} error={wrong.value['new']}>
          {(control) => <input {...control} type="password" name="new" autocomplete="new-password" />}
        </Field>
        <Field label={t('password.again')} error={wrong.value['again'] ?? wrong.value['form']}>
          {(control) => <input {...control} type="password" name="again" autocomplete="new-password" />}
        </Field>
        <div class="dialog-foot">
          <Button onClick={close}>{t('desk.cancel')}</Button>
          <Button type="submit" kind="primary" disabled={busy.value}>
            {t('desk.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

// What the browser would say, it says in its own language: here the words are the desk's.
function wrongOf(current: string, next: string, again: string): Fields {
  return {
    ...(current === '' && { current: t('password.missing') }),
    ...([...next].length < SHORTEST && { new: t('password.rule', { min: SHORTEST }) }),
    ...(next !== again && { again: t('password.differ') }),
  };
}

function focusFirstWrong(form: HTMLFormElement): void {
  requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid]')?.focus());
}

// The server says which field it refused; why is said in the librarian's language.
function fieldsOf(error: unknown): Fields {
  const refused = error instanceof HttpError ? error.fields : {};
  if ('current' in refused) return { current: t('password.wrong') };
  if ('new' in refused) return { new: t('password.rule', { min: SHORTEST }) };
  return { form: explain(error) };
}
