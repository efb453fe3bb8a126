// The question field that opens the chat.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import './hero.css';
import type { HomeProps } from './home_page';

export function Hero({ words: { t }, ask }: Pick<HomeProps, 'words' | 'ask'>): JSX.Element {
  const text = useSignal('');
  const submit = (event: Event): void => {
    event.preventDefault();
    ask(text.value.trim());
    text.value = '';
  };
  return (
    <section class="hero">
      <Lake />
      <div class="words">
        <h1>{t('hero.title')}</h1>
        <p>{t('hero.lead')}</p>
        <form onSubmit={submit}>
          <input
            type="text"
            value={text.value}
            maxLength={2000}
            autoComplete="off"
            enterkeyhint="send"
            aria-label={t('hero.label')}
            placeholder={t('hero.placeholder')}
            onInput={(event) => (text.value = event.currentTarget.value)}
          />
          <button type="submit">{t('hero.ask')}</button>
        </form>
      </div>
    </section>
  );
}

// The moon over the lake, in a few lines.
function Lake(): JSX.Element {
  const ripples = [0, 1, 2, 3, 4, 5, 6];
  return (
    <svg class="lake" viewBox="0 0 600 400" preserveAspectRatio="xMaxYMid slice" aria-hidden="true">
      <circle class="moon" cx="430" cy="120" r="58" />
      <path class="hill far" d="M60 258c70-62 130-84 190-52 44 24 92 24 138-14 52-42 104-34 212 34v32z" />
      <path class="hill" d="M190 258c60-34 104-34 160-18 62 18 130-18 250-14v32z" />
      {ripples.map((n) => (
        <path key={n} class="ripple" d={`M${430 - 40 - n * 34} ${258 + n * 17}q${20 + n * 8} ${4 + n} ${40 + n * 34} 0t${40 + n * 34} 0`} />
      ))}
    </svg>
  );
}
