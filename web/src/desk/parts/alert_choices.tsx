// How this librarian is called when a reader begins to wait.
import { useDesk } from '../store/context';
import { t } from '../words';
import './alert_choices.css';

export function AlertChoices() {
  const { alerts, notices, preferences } = useDesk();
  const chooseDesktop = async (box: HTMLInputElement): Promise<void> => {
    const wanted = box.checked;
    box.checked = await alerts.chooseDesktop(wanted);
    if (wanted && !box.checked) notices.warn(t('alert.refused'));
  };
  return (
    <fieldset class="alert-choices">
      <legend>{t('alert.title')}</legend>
      <label>
        <input type="checkbox" checked={preferences.sound.value} onChange={(event) => alerts.chooseSound(event.currentTarget.checked)} />
        {t('alert.sound')}
      </label>
      <label>
        <input type="checkbox" checked={preferences.desktop.value} onChange={(event) => void chooseDesktop(event.currentTarget)} />
        {t('alert.desktop')}
      </label>
    </fieldset>
  );
}
