// What stands in the way at the moment: a connection that is away for longer than a blink, or a refusal of the server.
import type { JSX } from 'preact';
import { useStore } from './context';
import './notices.css';

export function Notices(): JSX.Element {
  const store = useStore();
  const { t, lost, session } = store;
  const { notice, welcomed } = session.value;
  return (
    <div role="status">
      {lost.value && (
        <div class="notice">
          <p>{t(welcomed ? 'lost' : 'connecting')}</p>
        </div>
      )}
      {notice && (
        <div class="notice">
          <p>{t(`error.${notice}`)}</p>
          <button type="button" onClick={() => store.readNotice()}>
            {t('dismiss')}
          </button>
        </div>
      )}
    </div>
  );
}
