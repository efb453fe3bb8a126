// Short notices in a corner: what was done, and what went wrong. They are read out, and go by themselves.
import { useDesk } from '../store/context';
import { t } from '../words';
import { Button } from './button';
import './notices.css';

export function NoticesView() {
  const { notices } = useDesk();
  return (
    <>
      <div class="notices" role="status" aria-live="polite">
        {notices.shown.value.map((notice) => (
          <div key={notice.id} class={`notice ${notice.tone}`}>
            <span>{notice.text}</span>
            {notice.action && (
              <Button
                onClick={() => {
                  notices.dismiss(notice.id);
                  notice.action?.run();
                }}
              >
                {notice.action.label}
              </Button>
            )}
            <Button kind="bare" icon="close" aria-label={t('notice.dismiss')} onClick={() => notices.dismiss(notice.id)} />
          </div>
        ))}
      </div>
      <p class="only-heard" aria-live="polite" data-testid="heard">
        {notices.heard.value}
      </p>
    </>
  );
}
