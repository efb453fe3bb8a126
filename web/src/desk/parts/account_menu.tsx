// The librarian's own menu: who is signed in, language, appearance, password, and the way out.
import { useRef } from 'preact/hooks';
import { explain } from '../explain';
import { THEMES } from '../preferences';
import { useDesk } from '../store/context';
import type { DialogName } from '../store/desk';
import { t } from '../words';
import { AlertChoices } from './alert_choices';
import { Button } from './button';
import { Icon } from './icon';
import { LanguageSwitch } from './language_switch';
import { Segments } from './segments';
import './account_menu.css';

export function AccountMenu() {
  const desk = useDesk();
  const menu = useRef<HTMLDivElement>(null);
  const me = desk.session.me.value;
  if (!me) return null;

  const show = (dialog: DialogName): void => {
    menu.current?.hidePopover();
    desk.dialog.value = dialog;
  };
  const signOut = (): void => {
    desk.signOut().catch((error: unknown) => desk.notices.warn(explain(error)));
  };
  const themes = THEMES.map((theme) => ({ value: theme, words: t(`theme.${theme}`) }));

  return (
    <>
      <button type="button" class="account-button" popovertarget="account-menu" aria-label={`${t('menu.account')}: ${me.name}`}>
        <Icon name="person" />
        <span class="account-name">{me.name}</span>
        <Icon name="down" />
      </button>
      <div id="account-menu" class="account-menu" popover="auto" ref={menu} role="group" aria-label={t('menu.account')}>
        <p class="account-who">
          <strong>{me.name}</strong>
          <span>{me.email}</span>
          <span>{t(`role.${me.role}`)}</span>
        </p>
        <div class="account-choice">
          <span>{t('menu.language')}</span>
          <LanguageSwitch />
        </div>
        <div class="account-choice">
          <span>{t('menu.theme')}</span>
          <Segments
            label={t('menu.theme')}
            segments={themes}
            value={desk.preferences.theme.value}
            onChoose={(theme) => (desk.preferences.theme.value = theme)}
          />
        </div>
        <AlertChoices />
        <div class="account-actions">
          <Button kind="bare" icon="lock" onClick={() => show('password')}>
            {t('menu.password')}
          </Button>
          <Button kind="bare" icon="keys" onClick={() => show('keys')}>
            {t('menu.keys')}
          </Button>
          {me.role !== 'librarian' && (
            <Button kind="bare" icon="pulse" onClick={() => show('health')}>
              {t('menu.health')}
            </Button>
          )}
          <Button kind="bare" icon="sign_out" onClick={signOut}>
            {t('menu.sign_out')}
          </Button>
        </div>
      </div>
    </>
  );
}
