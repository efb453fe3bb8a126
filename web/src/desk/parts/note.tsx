// A private note: looks unlike anything a reader gets, and says so.
import { clockTime, fullTime } from '../../shared/time';
import type { Note } from '../types';
import { language, t } from '../words';
import { Icon } from './icon';
import './note.css';

export function NoteItem({ note }: { note: Note }) {
  return (
    <article class="message private-note">
      <header class="message-head">
        <Icon name="lock" />
        <bdi class="message-author">{noteAuthor(note)}</bdi>
        <time dateTime={note.at} title={fullTime(note.at, language.value)}>
          {clockTime(note.at, language.value)}
        </time>
        <span>{t('message.note')}</span>
      </header>
      <p class="message-text" dir="auto">
        {note.text}
      </p>
    </article>
  );
}

/** The author's name; an old account may be gone. */
export function noteAuthor({ author }: Note): string {
  return author ?? t('message.librarian');
}
