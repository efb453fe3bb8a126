// The two records of a merge side by side, the one that goes and the one that stays, before anything is done.
import { dayLabel } from '../../shared/time';
import { useDesk } from '../store/context';
import type { Reader } from '../types';
import { channelName, language, t } from '../words';
import { Button } from './button';
import { Icon } from './icon';

interface MergePairProps {
  mine: Reader;
  other: Reader;
  onMerge: (into: string) => void;
  onBack: () => void;
}

export function MergePair({ mine, other, onMerge, onBack }: MergePairProps) {
  return (
    <>
      <p>{t('record.merge_question')}</p>
      <div class="merge-pair">
        <Card title={t('record.merge_this')} reader={mine} />
        <Icon name="hand_over" />
        <Card title={t('record.merge_that')} reader={other} />
      </div>
      <div class="dialog-foot">
        <Button icon="back" onClick={onBack}>
          {t('desk.back')}
        </Button>
        <Button kind="primary" autofocus onClick={() => onMerge(other.id)}>
          {t('record.merge_do')}
        </Button>
      </div>
    </>
  );
}

const SHOWN = 3;

function Card({ title, reader }: { title: string; reader: Reader }) {
  const now = new Date(useDesk().now.value);
  return (
    <section class="merge-card" aria-label={title}>
      <h3>{title}</h3>
      <p>
        <bdi>{reader.name ?? t('record.no_name')}</bdi>
      </p>
      <ul>
        {reader.contacts.map(({ channel, address }) => (
          <li key={`${channel} ${address}`}>
            {channelName(channel)}
            {channel !== 'web' && (
              <>
                {' '}
                <bdi>{address}</bdi>
              </>
            )}
          </li>
        ))}
        {reader.conversations.slice(0, SHOWN).map((row) => (
          <li key={row.id}>
            {row.case} · {dayLabel(row.created, now, language.value)}
            <bdi class="merge-preview">{row.subject ?? row.question ?? row.preview}</bdi>
          </li>
        ))}
      </ul>
    </section>
  );
}
