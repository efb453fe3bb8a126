// Quiet bars beneath the top: what the installation lacks, and that the live line is broken.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { EventsLine } from '../store/events';
import { useDesk } from '../store/context';
import { t } from '../words';
import { Icon } from './icon';
import './status_bar.css';

const PATIENCE = 2_500;

export function StatusBar({ line }: { line: EventsLine }) {
  const status = useDesk().status.value;
  // The missing relay has a field of its own, and words in the librarian's language.
  const others = status?.faults.filter((fault) => !fault.includes('RIC_MAIL_RELAY')) ?? [];
  const faults = status && !status.relay ? [t('desk.no_relay'), ...others] : others;
  const lost = useLostForLong(line);
  return (
    <div class="status-bars">
      <div role="status">{lost && <Bar tone="lost" text={t('link.lost')} />}</div>
      {faults.length > 0 && (
        <section aria-label={t('desk.status_bar')}>
          {faults.map((fault) => (
            <Bar key={fault} tone="fault" text={fault} />
          ))}
        </section>
      )}
    </div>
  );
}

function Bar({ tone, text }: { tone: 'lost' | 'fault'; text: string }) {
  return (
    <p class={`status-bar ${tone}`}>
      <Icon name="warning" />
      <span>{text}</span>
    </p>
  );
}

// A blink of the line is nobody's business.
function useLostForLong(line: EventsLine): boolean {
  const shown = useSignal(false);
  const lost = line.state.value === 'lost';
  useEffect(() => {
    if (!lost && line.state.value !== 'connecting') shown.value = false;
    if (!lost) return;
    const timer = setTimeout(() => (shown.value = true), PATIENCE);
    return () => clearTimeout(timer);
  }, [lost]);
  return shown.value && line.state.value !== 'open';
}
