// What the reader wrote and the server has not acknowledged: on its way, or refused with what can be done about it.
import type { JSX } from 'preact';
import './bubble.css';
import { useStore } from './context';
import type { Unsent } from './model';

export function UnsentBubble({ unsent: { clientId, text, failed } }: { readonly unsent: Unsent }): JSX.Element {
  const { t, writing } = useStore();
  return (
    <li class="message reader first">
      <div class="body">{text}</div>
      {failed === null ? (
        <p class="state">{t('state.sending')}</p>
      ) : (
        <p class="state failed" role="alert">
          <span>
            {t('state.failed')} · {t(`error.${failed}`)}
          </span>
          <button type="button" class="text-button" onClick={() => writing.retry(clientId)}>
            {t('retry')}
          </button>
          <button type="button" class="text-button" onClick={() => writing.discard(clientId)}>
            {t('discard')}
          </button>
        </p>
      )}
    </li>
  );
}
