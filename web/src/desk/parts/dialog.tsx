// A window over the desk: the browser's own <dialog>, which keeps the focus inside and gives it back afterwards.
// It covers everything else, so notices are drawn inside it while it is open.
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { t } from '../words';
import { Button } from './button';
import { NoticesView } from './notices';
import './dialog.css';

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
}

export function Dialog({ title, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const opener = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  const closeOutside = (event: MouseEvent): void => {
    if (event.target === dialog.current) onClose();
  };
  return (
    <dialog class="dialog" ref={dialog} aria-labelledby={heading} onClose={onClose} onMouseDown={closeOutside}>
      <div class="dialog-body">
        <div class="dialog-head">
          <h2 id={heading}>{title}</h2>
          <Button kind="bare" icon="close" aria-label={t('desk.close_dialog')} onClick={onClose} />
        </div>
        {children}
      </div>
      <NoticesView />
    </dialog>
  );
}
