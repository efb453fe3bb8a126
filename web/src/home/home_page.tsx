// A library's home page as it might be: one question field, what readers ask, and what happens then.
import type { JSX } from 'preact';
import type { Language } from '../shared/language';
import { Hero } from './hero';
import './home_page.css';
import { Topics } from './topics';
import type { Words } from './words';

export interface HomeProps {
  readonly words: Words;
  readonly speak: (language: Language) => void;
  readonly ask: (text: string) => void;
}

const STEPS = ['how.1', 'how.2', 'how.3'] as const;
const MAIL = 'ask@library.example';

export function HomePage({ words, speak, ask }: HomeProps): JSX.Element {
  const { t, language } = words;
  const other = language.value === 'en' ? 'zh-CN' : 'en';
  return (
    <div class="home">
      <a class="skip" href="#text">
        {t('skip')}
      </a>
      <header class="top">
        <p class="name">
          <Mark />
          <span>
            <b>{t('name')}</b>
            <small lang={other}>{t('name.other')}</small>
          </span>
        </p>
        <button type="button" lang={other} onClick={() => speak(other)}>
          {t('language.other')}
        </button>
      </header>
      <main id="text">
        <Hero words={words} ask={ask} />
        <Topics words={words} ask={ask} />
        <section class="how" aria-labelledby="how">
          <h2 id="how">{t('how.title')}</h2>
          <ol>
            {STEPS.map((step) => (
              <li key={step}>
                <h3>{t(step)}</h3>
                <p>{t(`${step}_text`, { mail: MAIL })}</p>
              </li>
            ))}
          </ol>
        </section>
      </main>
      <footer>
        <p>{t('foot.demo')}</p>
        <a href="./desk/">{t('foot.desk')}</a>
      </footer>
    </div>
  );
}

// An open book whose leaves are the ripples of a lake.
function Mark(): JSX.Element {
  return (
    <svg class="mark" viewBox="0 0 40 40" aria-hidden="true">
      <path d="M20 13c-4-3-9-3.5-14-3.5v18c5 0 10 .5 14 3.5 4-3 9-3.5 14-3.5v-18c-5 0-10 .5-14 3.5zM20 13v18M10 16c2.5 0 4.5.3 6.5 1.2M10 21c2.5 0 4.5.3 6.5 1.2M30 16c-2.5 0-4.5.3-6.5 1.2M30 21c-2.5 0-4.5.3-6.5 1.2" />
    </svg>
  );
}
