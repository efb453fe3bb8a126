// The right pane: everything known of one reader, whichever way he or she wrote.
import type { ComponentChildren } from 'preact';
import { fullTime, relativeTime } from '../../shared/time';
import { useDesk } from '../store/context';
import { formatPlace } from '../store/route';
import type { Claim, Contact, MergedReader, Reader } from '../types';
import { channelName, language, t } from '../words';
import { Button } from './button';
import { History } from './history';
import { Icon } from './icon';
import { noteAuthor } from './note';
import { ReaderName } from './reader_name';
import './record.css';

export function RecordPane() {
  const desk = useDesk();
  const reader = desk.record.reader.value;
  return (
    <aside class="record" id="record" aria-label={t('record.label')}>
      {reader ? <Known reader={reader} /> : <Instead />}
    </aside>
  );
}

function Instead() {
  const { record } = useDesk();
  if (record.state.value === 'none') return null;
  if (record.state.value === 'loading') return <p class="record-instead">{t('desk.loading')}</p>;
  return (
    <p class="record-instead">
      {t('error.network')}
      <Button onClick={() => void record.refresh()}>{t('desk.retry')}</Button>
    </p>
  );
}

function Known({ reader }: { reader: Reader }) {
  const desk = useDesk();
  // an unproven address is a contact and a claim at once: it is shown where replies go
  const claims = reader.claims.filter(
    (claim) => !reader.contacts.some((way) => way.channel === claim.channel && way.address === claim.address),
  );
  return (
    <>
      <ReaderName key={reader.id} reader={reader} />
      <Section title={t('record.contacts')}>
        <ul class="record-ways">
          {reader.contacts.map((contact) => (
            <Way key={`${contact.channel} ${contact.address}`} way={contact} proven={contact.proven} />
          ))}
        </ul>
      </Section>
      {claims.length > 0 && (
        <Section title={t('record.claims')} hint={t('record.claims_hint')}>
          <ul class="record-ways">
            {claims.map((claim) => (
              <Way key={`${claim.channel} ${claim.address}`} way={claim} />
            ))}
          </ul>
        </Section>
      )}
      <Section title={t('record.history')}>
        <History rows={reader.conversations} />
      </Section>
      <Section title={t('record.notes')}>
        <Notes reader={reader} />
      </Section>
      <Merged reader={reader} />
      <Button kind="bare" icon="person" onClick={() => (desk.dialog.value = 'merge')}>
        {t('record.merge')}
      </Button>
    </>
  );
}

function Section({ title, hint, children }: { title: string; hint?: string; children: ComponentChildren }) {
  return (
    <section class="record-section">
      <h3>{title}</h3>
      {hint && <p class="record-hint">{hint}</p>}
      {children}
    </section>
  );
}

// A web session's address is a key of the machine's and means nothing to people.
function Way({ way, proven }: { way: Contact | Claim; proven?: boolean }) {
  return (
    <li>
      <Icon name={way.channel} label={channelName(way.channel)} />
      <bdi class="record-address">{way.channel === 'web' ? t('record.web_session') : way.address}</bdi>
      {proven !== undefined && way.channel !== 'web' && (
        <span class={proven ? 'proven' : 'unproven'}>{t(proven ? 'record.proven' : 'record.unproven')}</span>
      )}
    </li>
  );
}

function Merged({ reader: { merged = [] } }: { reader: Reader }) {
  const { record } = useDesk();
  if (merged.length === 0) return null;
  return (
    <Section title={t('record.merged_with')}>
      <ul class="record-ways">
        {merged.map((one) => (
          <li key={one.id}>
            <bdi class="record-address">{mergedName(one)}</bdi>
            <Button kind="bare" aria-label={t('record.unmerge_of', { name: mergedName(one) })} onClick={() => void record.unmerge(one.id)}>
              {t('record.unmerge')}
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}

// Whom nobody has named is known by an address, or by the latest case.
function mergedName({ name, case: number, contacts = [] }: MergedReader): string {
  const address = contacts.find(({ channel }) => channel !== 'web')?.address;
  return [name ?? address ?? t('record.no_name'), number].filter(Boolean).join(' · ');
}

function Notes({ reader: { notes } }: { reader: Reader }) {
  const desk = useDesk();
  const { view, id } = desk.route.place.value;
  if (notes.length === 0) return <p class="record-hint">{t('record.no_notes')}</p>;
  return (
    <ul class="record-notes">
      {notes.map((note) => (
        <li key={note.id}>
          <p dir="auto">{note.text}</p>
          <p class="record-note-foot">
            <bdi>{noteAuthor(note)}</bdi>
            <time dateTime={note.at} title={fullTime(note.at, language.value)}>
              {relativeTime(note.at, new Date(desk.now.value), language.value)}
            </time>
            {note.conversation && note.conversation !== id && <a href={formatPlace({ view, id: note.conversation })}>{t('record.note_where')}</a>}
          </p>
        </li>
      ))}
    </ul>
  );
}
