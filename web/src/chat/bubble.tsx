// One message of the thread: a reader's as plain text, ours as the sanitised HTML with where it comes from.
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { ownAddress } from '../shared/address';
import { drawHtml, safeAddress } from '../shared/html';
import { clockTime, fullTime } from '../shared/time';
import './bubble.css';
import { Choices } from './choices';
import { useStore } from './context';
import type { Message } from './frames';
import { Icon } from './icon';

export interface BubbleProps {
  readonly message: Message;
  /** It begins a group of messages by the same author. */
  readonly first: boolean;
  readonly last: boolean;
}

export function Bubble({ message, first, last }: BubbleProps): JSX.Element {
  const { t } = useStore();
  const { author, text, html } = message;
  const mine = author === 'reader';
  const drawn = useMemo(() => (mine || html === '' ? null : drawHtml(html)), [html]);
  return (
    <li class={`message ${author}${first ? ' first' : ''}`}>
      <Byline message={message} shown={first} />
      <div class="body">{drawn ?? <p class="plain">{text}</p>}</div>
      <Sources message={message} />
      <Files message={message} />
      <Choices message={message} />
      {last && mine && (
        <p class="state">
          <Icon name="check" /> {t('state.sent')}
        </p>
      )}
    </li>
  );
}

// Only the first of a group shows who wrote it; a screen reader is told with every message.
function Byline({ message: { author, name, at }, shown }: { readonly message: Message; readonly shown: boolean }): JSX.Element {
  const { t, language } = useStore();
  const named = author === 'librarian' && name ? t('author.librarian_named', { name }) : t(`author.${author}`);
  return (
    <div class={shown ? 'byline' : 'only-heard'}>
      <span class={author === 'reader' ? 'only-heard' : 'author'}>{named}</span>
      <time dateTime={at} title={fullTime(at, language.value)}>
        {clockTime(at, language.value)}
      </time>
    </div>
  );
}

function Sources({ message: { sources } }: { readonly message: Message }): JSX.Element | null {
  const { t } = useStore();
  if (sources.length === 0) return null;
  return (
    <p class="sources">
      {t('sources')}
      {sources.map(({ title, url }) => (
        <OutsideLink key={url + title} title={title} address={safeAddress(url)} />
      ))}
    </p>
  );
}

function Files({ message: { attachments } }: { readonly message: Message }): JSX.Element | null {
  if (attachments.length === 0) return null;
  return (
    <p class="files">
      {attachments.map(({ id, name, url }) => (
        <OutsideLink key={id} title={name} address={safeAddress(ownAddress(url, location.href))} />
      ))}
    </p>
  );
}

function OutsideLink({ title, address }: { readonly title: string; readonly address: string | null }): JSX.Element {
  const { t } = useStore();
  if (address === null) return <span>{title}</span>;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer">
      {title}
      <Icon name="outside" />
      <span class="only-heard">{t('new_tab')}</span>
    </a>
  );
}
