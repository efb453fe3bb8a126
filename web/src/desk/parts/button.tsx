// The desk's one button: quiet, primary or plain icon; with the key that does the same where there is one.
import type { ComponentChildren, ButtonHTMLAttributes } from 'preact';
import { Icon, type IconName } from './icon';
import './button.css';

interface ButtonProps extends Omit<ButtonHTMLAttributes, 'icon'> {
  kind?: 'primary' | 'quiet' | 'bare';
  icon?: IconName;
  /** The single key that does the same. */
  shortcut?: string;
  children?: ComponentChildren;
}

export function Button({ kind = 'quiet', icon, shortcut, children, type = 'button', ...rest }: ButtonProps) {
  const keys = shortcut ? { 'aria-keyshortcuts': shortcut } : {};
  return (
    <button {...rest} {...keys} type={type} class={`button ${kind}${children ? '' : ' icon-only'}`}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}
