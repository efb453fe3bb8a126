// The sheet of keyboard shortcuts, and the switch for those who do not want single keys.
import { SHEET } from '../keys';
import { useDesk } from '../store/context';
import { t } from '../words';
import { sendKeys } from './composer';
import { Dialog } from './dialog';
import './keys_dialog.css';

const DRAWN: Readonly<Record<string, string>> = { ArrowDown: '↓', ArrowUp: '↑', Escape: 'Esc' };

export function KeysDialog() {
  const desk = useDesk();
  const { keys } = desk.preferences;
  const close = (): void => {
    desk.dialog.value = null;
  };
  return (
    <Dialog title={t('keys.title')} onClose={close}>
      {SHEET.map(({ title, lines }) => (
        <section key={title} class="keys">
          <h3>{t(title)}</h3>
          <dl>
            {lines.map((line) => (
              <div key={line.command}>
                <dt>
                  {line.keys.map((key) => (
                    <kbd key={key}>{key === 'Ctrl+Enter' ? sendKeys() : (DRAWN[key] ?? key)}</kbd>
                  ))}
                </dt>
                <dd>{t(line.words)}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <label class="keys-switch">
        <input type="checkbox" checked={keys.value} onChange={(event) => (keys.value = event.currentTarget.checked)} />
        {t('keys.enabled')}
      </label>
    </Dialog>
  );
}
