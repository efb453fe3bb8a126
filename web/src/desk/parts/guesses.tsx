// What the bot thinks the reader may mean; one click puts the library's answer into the draft, for the librarian to write on.
import { explain } from '../explain';
import { useDesk } from '../store/context';
import type { EntryText, Guess, Row } from '../types';
import { forReader, t } from '../words';
import './guesses.css';

export function Guesses({ row }: { row: Row }) {
  const desk = useDesk();
  if (row.guesses.length === 0 || row.owner === 'closed') return null;
  const use = async ({ entry }: Guess): Promise<void> => {
    try {
      const said = answerOf(await desk.api.entry(entry, row.language), row.language);
      const { reply } = desk.drafts.of(row.id);
      desk.drafts.write(row.id, { mode: 'reply', reply: reply.trim() ? `${reply.trimEnd()}\n\n${said}` : said });
    } catch (error) {
      desk.notices.warn(explain(error));
    }
    document.getElementById('compose')?.focus();
  };
  return (
    <div class="guesses" role="group" aria-label={t('guess.title')}>
      <span class="guesses-title">{t('guess.title')}</span>
      {row.guesses.map((guess) =>
        desk.isMine.value ? (
          <button key={guess.entry} type="button" class="guess" title={t('guess.use', { title: guess.title })} onClick={() => void use(guess)}>
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

/** The answer as a reply may have it: Markdown, and where it comes from. */
export function answerOf({ text, sources }: EntryText, language: string): string {
  const cited = sources.map(({ title, url }) => (url ? `[${title}](${url})` : title)).join(' · ');
  return cited ? `${text}\n\n${forReader(language, 'guess.source')}${cited}` : text;
}
