// Tells a screen reader each new message once. The thread itself is silent: history that loads is not read aloud.
import type { JSX } from 'preact';
import { useStore } from './context';

export function News(): JSX.Element {
  const { t, session } = useStore();
  return (
    <div class="only-heard" role="log" aria-live="polite" aria-relevant="additions">
      {session.value.news.map(({ seq, author, text }) => (
        <p key={seq}>
          {t(`author.${author}`)}: {text}
        </p>
      ))}
    </div>
  );
}
