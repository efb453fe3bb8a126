// What the bot thinks the reader may mean; one click puts a guess into the draft, for the librarian to write on.
import { useDesk } from '../store/context';
import type { Guess, Row } from '../types';
import { t } from '../words';
import './guesses.css';

export function Guesses({ row }: { row: Row }) {
  const desk = useDesk();
  if (row.guesses.length === 0 || row.owner === 'closed') return null;
  const use = (guess: Guess): void => {
    const { reply } = desk.drafts.of(row.id);
    desk.drafts.write(row.id, { mode: 'reply', reply: reply.trim() ? `${reply.trimEnd()}\n${guess.title}` : guess.title });
    document.getElementById('compose')?.focus();
  };
  return (
    <div class="guesses" role="group" aria-label={t('guess.title')}>
      <span class="guesses-title">{t('guess.title')}</span>
      {row.guesses.map((guess) =>
        desk.isMine.value ? (
          <button key={guess.entry} type="button" class="guess" title={t('guess.use', { title: guess.title })} onClick={() => use(guess)}>
            <GuessWords guess={guess} />
          </button>
        ) : (
          <span key={guess.entry} class="guess">
            <GuessWords guess={guess} />
          </span>
        ),
      )}
    </div>
  );
}

function GuessWords({ guess }: { guess: Guess }) {
  return (
    <>
      {guess.title}
      <span class="guess-sure">{Math.round(guess.confidence * 100)}%</span>
    </>
  );
}
