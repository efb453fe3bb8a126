// How the whole library stands, in words, for supervisors and administrators; looked at again every few seconds.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { explain } from '../explain';
import { backupOf, botOf, channelOf, lagOf, queueOf, redisOf, setUp, storeOf, telegramOf, type Finding } from '../health';
import { useDesk } from '../store/context';
import type { Health, QueueHealth } from '../types';
import { channelName, language, t } from '../words';
import { Dialog } from './dialog';
import { Icon } from './icon';
import './health_dialog.css';

const EVERY = 5_000;

export function HealthDialog() {
  const desk = useDesk();
  const health = useSignal<Health | null>(null);
  const trouble = useSignal('');
  useEffect(() => {
    let over = false;
    const look = async (): Promise<void> => {
      try {
        const found = await desk.api.health();
        if (!over) [health.value, trouble.value] = [found, ''];
      } catch (error) {
        if (!over) trouble.value = explain(error);
      }
    };
    void look();
    const timer = setInterval(() => void look(), EVERY);
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, []);
  const close = (): void => {
    desk.dialog.value = null;
  };
  return (
    <Dialog title={t('health.title')} onClose={close}>
      <div role="status">{trouble.value && <Line finding={{ tone: 'bad', words: trouble.value }} />}</div>
      {health.value ? <Findings health={health.value} /> : !trouble.value && <p>{t('desk.loading')}</p>}
    </Dialog>
  );
}

function Findings({ health }: { health: Health }) {
  const { queues, channels, at } = health;
  const lines: readonly (readonly [string, Finding])[] = [
    [t('health.label.store'), storeOf(health)],
    [t('health.label.redis'), redisOf(health)],
    [t('health.label.bot'), botOf(health)],
    [t('health.label.answers'), lagOf(health.answers)],
    [t('health.label.deliveries'), lagOf(health.deliveries)],
    [t('health.label.relay'), setUp(health.relay)],
    [t('health.label.telegram'), telegramOf(health)],
    [t('health.label.rasa'), setUp(health.rasa)],
    [t('health.label.backup'), backupOf(health)],
  ];
  return (
    <>
      <Section lines={lines.map(([label, finding]) => [label, [finding]])} />
      <Section title={t('health.queues')} lines={queues.map((queue) => [nameOf(queue), [queueOf(queue, at)]])} />
      <Section title={t('health.channels')} lines={channels.map((each) => [channelName(each.channel), channelOf(each, at)])} />
    </>
  );
}

interface SectionProps {
  title?: string;
  lines: readonly (readonly [string, readonly Finding[]])[];
}

function Section({ title, lines }: SectionProps) {
  return (
    <section class="health">
      {title && <h3>{title}</h3>}
      <dl>
        {lines.map(([label, findings]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              {findings.map((finding) => (
                <Line key={finding.words} finding={finding} />
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Line({ finding }: { finding: Finding }) {
  return (
    <p class={`health-line ${finding.tone}`}>
      {finding.tone === 'bad' && <Icon name="warning" label={t('health.bad')} />}
      {finding.words}
    </p>
  );
}

function nameOf(queue: QueueHealth): string {
  return language.value === 'en' ? queue.name_en : queue.name_zh;
}
