// The case number, copied by one press: the reader may want it on the phone or in a mail.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import './case_number.css';
import { useStore } from './context';
import { Icon } from './icon';

const THANKED_FOR = 2_500; // ms

export function CaseNumber({ number }: { readonly number: string }): JSX.Element {
  const { t } = useStore();
  const copied = useSignal(false);
  useEffect(() => {
    const timer = copied.value ? setTimeout(() => (copied.value = false), THANKED_FOR) : undefined;
    return () => clearTimeout(timer);
  }, [copied.value]);
  return (
    <>
      <button type="button" class="case" onClick={async () => (copied.value = await copy(number))}>
        {t('case')} <b>{number}</b> <Icon name={copied.value ? 'check' : 'copy'} />
        <span class="only-heard">{t('case.copy')}</span>
      </button>
      <span class="only-heard" role="status">
        {copied.value && t('case.copied')}
      </span>
    </>
  );
}

// The clipboard is for secure pages; on plain http the old command still works.
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement('textarea');
    const focused = document.activeElement;
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    if (focused instanceof HTMLElement) focused.focus();
    return done;
  }
}
