// Says in the librarian's language what went wrong, and what to do about it.
import { HttpError } from '../shared/fetcher';
import { t, type Word } from './words';

const BY_STATUS: Readonly<Record<number, Word>> = {
  0: 'error.network',
  403: 'error.forbidden',
  404: 'error.missing',
  409: 'error.state',
  429: 'error.too_many',
  502: 'error.unavailable',
  503: 'error.unavailable',
  504: 'error.unavailable',
};

/** Returns one sentence for any failure of an action. */
export function explain(error: unknown): string {
  if (!(error instanceof HttpError)) return t('error.unknown', { code: String(error) });
  if (error.code === 'already_claimed') return explainClaimed(error);
  const word = BY_STATUS[error.status];
  if (word) return t(word);
  if (error.status === 422) return t('error.invalid', { detail: detailOf(error) });
  return t('error.unknown', { code: error.code });
}

function explainClaimed(error: HttpError): string {
  const { assignee } = (error.body ?? {}) as { assignee?: { name?: string } | null };
  return assignee?.name ? t('talk.already_claimed', { name: assignee.name }) : t('talk.already_claimed_someone');
}

function detailOf(error: HttpError): string {
  return Object.values(error.fields).join(' · ') || error.detail || error.code;
}
