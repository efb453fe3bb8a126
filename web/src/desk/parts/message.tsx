// One message: who wrote it and when, the words, what came with it, and what became of it.
import { ownAddress } from '../../shared/address';
import { drawHtml, safeAddress } from '../../shared/html';
import { clockTime, fullTime } from '../../shared/time';
import { useDesk } from '../store/context';
import type { Channel, Message, Row } from '../types';
import { authorName, language, readerName, t } from '../words';
import { Icon } from './icon';
import './message.css';

export function MessageItem({ message, reader }: { message: Message; reader: Row }) {
  return (
    <article class={`message by-${message.author}`}>
      <header class="message-head">
        <bdi class="message-author">{authorName(message, readerName(reader))}</bdi>
        <time dateTime={message.at} title={fullTime(message.at, language.value)}>
          {clockTime(message.at, language.value)}
        </time>
        {message.confidence !== null && message.author === 'bot' && (
          <span>{t('message.confidence', { percent: Math.round(message.confidence * 100) })}</span>
        )}
      </header>
      <MessageText message={message} />
      {message.folded && (
        <details class="message-folded">
          <summary>{t('message.folded')}</summary>
          <p dir="auto">{message.folded}</p>
        </details>
      )}
      <Sources message={message} />
      <Choices message={message} />
      <Attachments message={message} />
      <State message={message} channel={reader.channel} />
      {message.state === 'failed' && (
        <p class="message-failure">
          <Icon name="warning" />
          <span>{message.failure ? t('message.failure', { why: message.failure }) : t('message.failure_unknown')}</span>
        </p>
      )}
    </article>
  );
}

// Readers' words are text and nothing else. Ours are drawn from the server's HTML through a list of known elements.
function MessageText({ message }: { message: Message }) {
  const ours = message.author !== 'reader' && message.html !== '';
  if (ours) return <div class="message-text drawn">{drawHtml(message.html)}</div>;
  return (
    <p class="message-text" dir="auto">
      {message.text}
    </p>
  );
}

// How a reply fares stands below it; of the machine's own words only what is out of the ordinary.
function State({ message: { author, state }, channel }: { message: Message; channel: Channel }) {
  const { status } = useDesk();
  if (author === 'reader' || state === 'failed' || state === 'routed') return null;
  if (state === 'sent') {
    return author === 'librarian' ? (
      <p class="message-state">
        <Icon name="claim" />
        {t('message.state.sent')}
      </p>
    ) : null;
  }
  const stuck = state === 'queued' && channel === 'mail' && status.value?.relay === false;
  return <p class="message-state">{t(stuck ? 'message.state.no_relay' : `message.state.${state}`)}</p>;
}

function Sources({ message: { sources, entry } }: { message: Message }) {
  if (sources.length === 0 && !entry) return null;
  return (
    <p class="message-extra">
      {sources.length > 0 && <span>{t('message.sources')}</span>}
      {sources.map((source) => {
        const address = safeAddress(source.url);
        return address ? (
          <a key={source.url} href={address} target="_blank" rel="noopener noreferrer">
            {source.title}
          </a>
        ) : (
          <span key={source.title}>{source.title}</span>
        );
      })}
      {entry && <span class="message-entry">{t('message.entry', { entry })}</span>}
    </p>
  );
}

function Choices({ message: { choices } }: { message: Message }) {
  if (choices.length === 0) return null;
  return (
    <p class="message-extra">
      <span>{t('message.choices')}</span>
      {choices.map((choice) => (
        <span key={choice.entry} class="chip">
          {choice.title}
        </span>
      ))}
    </p>
  );
}

function Attachments({ message: { attachments } }: { message: Message }) {
  if (attachments.length === 0) return null;
  return (
    <ul class="message-files" aria-label={t('message.attachments')}>
      {attachments.map((file) => (
        <li key={file.id}>
          <a href={ownAddress(file.url, document.baseURI)} download={file.name} rel="noopener">
            <Icon name="file" />
            <bdi>{file.name}</bdi>
            <span>{sizeOf(file.size)}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

function sizeOf(bytes: number): string {
  const [unit, size] = bytes < 1_000_000 ? (['kilobyte', bytes / 1_000] as const) : (['megabyte', bytes / 1_000_000] as const);
  const words = new Intl.NumberFormat(language.value, { style: 'unit', unit, maximumFractionDigits: 1 });
  return words.format(Math.max(size, 0.1));
}
