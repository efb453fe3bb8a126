// The entries that a message offers, as buttons; they go once something was written after it.
import type { JSX } from 'preact';
import './choices.css';
import { useStore } from './context';
import type { Message } from './frames';
import { openChoices } from './view';

export function Choices({ message: { seq, choices } }: { readonly message: Message }): JSX.Element | null {
  const store = useStore();
  if (openChoices(store.session.value) !== seq) return null;
  return (
    <div class="choices" role="group" aria-label={store.t('choices')}>
      {choices.map(({ entry, title }) => (
        <button key={entry} type="button" class="choice" onClick={() => store.say(title, entry)}>
          {title}
        </button>
      ))}
    </div>
  );
}
