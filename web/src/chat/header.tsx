// Who answers at the moment, the other language, and the way out.
import type { JSX } from 'preact';
import { useStore } from './context';
import './header.css';
import { Icon } from './icon';

export function Header(): JSX.Element {
  const store = useStore();
  const { t, language, session } = store;
  const { owner, librarian } = session.value;
  const named = owner === 'librarian' && librarian ? t('subtitle.librarian_named', { name: librarian }) : null;
  const other = language.value === 'en' ? 'zh-CN' : 'en';
  return (
    <header class="header">
      <span class="mark">
        <Icon name="book" />
      </span>
      <div class="words">
        <h1>{t('title')}</h1>
        <p>{named ?? t(`subtitle.${owner}`)}</p>
      </div>
      <button type="button" lang={other} onClick={() => store.speak(other, { chosen: true })}>
        {t('language.other')}
      </button>
      {store.framed && (
        <button type="button" aria-label={t('close')} onClick={() => store.close()}>
          <Icon name="close" />
        </button>
      )}
    </header>
  );
}
