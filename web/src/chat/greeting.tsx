// The first words, drawn here and stored nowhere: who answers, that a person can be asked, and what one may ask.
import type { JSX } from 'preact';
import { useStore } from './context';
import './choices.css';
import './greeting.css';

const EXAMPLES = ['greeting.example_1', 'greeting.example_2', 'greeting.example_3'] as const;

export function Greeting(): JSX.Element {
  const store = useStore();
  const { t } = store;
  const { messages, unsent } = store.session.value;
  return (
    <section class="greeting">
      <h2>{t('greeting.hello')}</h2>
      <p>{t('greeting.about')}</p>
      <p class="secret">{t('greeting.secret')}</p>
      {messages.length + unsent.length === 0 && (
        <>
          <p class="try">{t('greeting.try')}</p>
          <div class="examples">
            {EXAMPLES.map((example) => (
              <button key={example} type="button" class="choice" onClick={() => store.say(t(example))}>
                {t(example)}
              </button>
            ))}
          </div>
        </>
      )}
    </section>
  );
}
