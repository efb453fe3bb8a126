// Three dots while an answer is being made. Screen readers are told the answer, not the waiting.
import type { JSX } from 'preact';
import './answering.css';
import { useStore } from './context';
import { isAnswering } from './view';

export function Answering(): JSX.Element | null {
  const { t, session } = useStore();
  if (!isAnswering(session.value)) return null;
  return (
    <div class="answering" role="img" aria-label={t(session.value.owner === 'bot' ? 'answering.bot' : 'answering.librarian')}>
      <i />
      <i />
      <i />
    </div>
  );
}
