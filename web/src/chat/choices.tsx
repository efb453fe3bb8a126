// The entries that a message offers, as buttons. Once something was written after it they stand still, the taken one marked.
import type { JSX } from 'preact';
import './choices.css';
import { useStore } from './context';
import type { Message } from './frames';
import { Icon } from './icon';
import { chosenOf, openChoices } from './view';

export function Choices({ message }: { readonly message: Message }): JSX.Element | null {
  const store = useStore();
  const { seq, choices } = message;
  if (choices.length === 0) return null;
  const open = openChoices(store.session.value) === seq;
  const taken = open ? null : chosenOf(store.session.value, message);
  return (
    <div class="choices" role="group" aria-label={store.t('choices')}>
      {choices.map(({ entry, title }) => (
        <button key={entry} type="button" class="choice" disabled={!open} onClick={() => store.say(title, entry)} {...(entry === taken && { 'aria-pressed': true })}>
          {entry === taken && <Icon name="check" />}
          {title}
        </button>
      ))}
    </div>
  );
}
