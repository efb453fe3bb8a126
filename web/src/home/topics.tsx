// Questions that the library can answer, a few for each of the things that readers come for.
import type { JSX } from 'preact';
import type { HomeProps } from './home_page';
import './topics.css';

const TOPICS = ['topic.loans', 'topic.visit', 'topic.online', 'topic.find'] as const;
const NUMBERS = [1, 2, 3] as const;

export function Topics({ words: { t }, ask }: Pick<HomeProps, 'words' | 'ask'>): JSX.Element {
  return (
    <section class="topics" aria-labelledby="topics">
      <h2 id="topics">{t('topics.title')}</h2>
      <p class="lead">{t('topics.lead')}</p>
      <div class="grid">
        {TOPICS.map((topic) => (
          <div key={topic} class="topic">
            <h3>{t(topic)}</h3>
            <ul>
              {NUMBERS.map((number) => (
                <li key={number}>
                  <button type="button" onClick={() => ask(t(`${topic}_${number}`))}>
                    {t(`${topic}_${number}`)}
                  </button>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </section>
  );
}
