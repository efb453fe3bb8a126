// The sign-in page: what is wrong is said where one types, and nothing of it is remembered.
import { useSignal } from '@preact/signals';
import { HttpError } from '../../shared/fetcher';
import { explain } from '../explain';
import { useDesk } from '../store/context';
import { t } from '../words';
import { Button } from './button';
import { Field } from './field';
import { Icon } from './icon';
import { LanguageSwitch } from './language_switch';
import './sign_in.css';

export function SignIn() {
  const { session } = useDesk();
  const busy = useSignal(false);
  const wrong = useSignal<unknown>(null);

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (busy.value) return;
    const form = event.currentTarget as HTMLFormElement;
    const typed = new FormData(form);
    busy.value = true;
    wrong.value = null;
    try {
      await session.signIn(String(typed.get('email')).trim(), String(typed.get('password')));
    } catch (error) {
      wrong.value = error;
      form.querySelector<HTMLInputElement>('[name=password]')?.select();
    } finally {
      busy.value = false;
    }
  };

  return (
    <main class="sign-in">
      <form class="sign-in-card" onSubmit={submit}>
        <div class="sign-in-brand">
          <Icon name="mark" />
          <span>{t('desk.product')}</span>
        </div>
        <h1>{t('sign_in.title')}</h1>
        {session.expired.value && <p class="sign-in-note">{t('sign_in.expired')}</p>}
        <Field label={t('sign_in.email')}>
          {(control) => <input {...control} type="email" name="email" autocomplete="username" required autofocus />}
        </Field>
        <Field label={t('sign_in.password')}>
          {(control) => <input {...control} type="password" name="password" autocomplete="current-password" required />}
        </Field>
        <p class="sign-in-wrong" role="alert">
          {wrong.value ? explainSignIn(wrong.value) : ''}
        </p>
        <Button type="submit" kind="primary" disabled={busy.value}>
          {t(busy.value ? 'sign_in.busy' : 'sign_in.submit')}
        </Button>
        <p class="sign-in-forgotten">{t('sign_in.forgotten')}</p>
        <LanguageSwitch />
      </form>
    </main>
  );
}

function explainSignIn(error: unknown): string {
  return error instanceof HttpError && error.status === 401 ? t('sign_in.wrong') : explain(error);
}
