// The bar across the top: what this is, how the line is doing, and the librarian's own menu.
import { useDesk } from '../store/context';
import { t } from '../words';
import { AccountMenu } from './account_menu';
import { Button } from './button';
import { Icon } from './icon';
import './top_bar.css';

export function TopBar() {
  const desk = useDesk();
  return (
    <header class="top-bar">
      <h1 class="brand">
        <Icon name="mark" />
        {t('desk.name')}
        <small>{t('desk.product')}</small>
      </h1>
      <div class="top-keys">
        <Button
          kind="bare"
          icon="keys"
          aria-label={t('menu.keys')}
          title={`${t('menu.keys')} (?)`}
          onClick={() => (desk.dialog.value = 'keys')}
        />
      </div>
      <AccountMenu />
    </header>
  );
}
