// The desk's icons, drawn in code: strokes on a grid of 20, in the colour of the text around them. Words stand beside or behind each.
import './icon.css';

const DRAWN = {
  web: 'M3.5 5.5a2 2 0 0 1 2-2h9a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H9l-3.5 3v-3a2 2 0 0 1-2-2zM7 7.5h6M7 10h4',
  mail: 'M3 5.5h14v9.5H3zM3.3 6l6.7 5 6.7-5',
  telegram: 'M17 3.5 2.8 9.2l4.4 1.7 1.7 5.3 2.5-3 4 2.9zM7.2 10.9 17 3.5',
  desk: 'M3 12h14M4.5 12v5M15.5 12v5M10 8.5a2.4 2.4 0 1 0 0-4.8 2.4 2.4 0 0 0 0 4.8zM6.3 12c.3-2 1.8-3.4 3.7-3.4s3.4 1.4 3.7 3.4',
  phone: 'M5.2 3.5h2.3l1.2 3.3-1.7 1.2a9 9 0 0 0 5 5l1.2-1.7 3.3 1.2v2.3a1.7 1.7 0 0 1-1.9 1.7A12.5 12.5 0 0 1 3.5 5.4a1.7 1.7 0 0 1 1.7-1.9z',
  back: 'M12.5 4.5 7 10l5.5 5.5',
  close: 'M5 5l10 10M15 5 5 15',
  search: 'M9 15a6 6 0 1 0 0-12 6 6 0 0 0 0 12zM13.5 13.5 17 17',
  lock: 'M5 9h10v7.5H5zM7 9V6.5a3 3 0 0 1 6 0V9',
  claim: 'M4 10.5l4 4 8-9',
  hand_over: 'M3.5 7h11M11.5 4l3 3-3 3M16.5 13h-11M8.5 10l-3 3 3 3',
  done: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM7 10.2l2.2 2.2L13.2 8',
  reopen: 'M4 10a6 6 0 1 0 2-4.5L4 7.5M4 3.5v4h4',
  copy: 'M7 7h9v9H7zM13 7V4H4v9h3',
  warning: 'M10 3.5 17.5 16h-15zM10 8v4M10 14v.1',
  person: 'M10 9.5a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4zM4 17c.4-3.2 2.9-5 6-5s5.6 1.8 6 5',
  panel: 'M3 4h14v12H3zM12.5 4v12',
  edit: 'M4 16l.7-3.3L13.5 4l2.5 2.5-8.7 8.8zM11.8 5.7l2.5 2.5',
  sign_out: 'M8 4H4.5v12H8M11 6.5l3.5 3.5-3.5 3.5M14.5 10H8',
  keys: 'M2.5 5.5h15v9h-15zM5.5 8.5h.1M8.5 8.5h.1M11.5 8.5h.1M14.5 8.5h.1M6.5 11.7h7',
  pulse: 'M2.5 10.5h3.5l2-5.5 3.5 10 2.2-4.5h3.8',
  file: 'M5 3h6.5L15 6.5V17H5zM11 3v4h4',
  down: 'M5 7.5 10 12.5l5-5',
  mark: 'M10 6.2C8.2 4.8 6 4.6 3.5 4.6v9.6c2.5 0 4.7.2 6.5 1.6 1.8-1.4 4-1.6 6.5-1.6V4.6c-2.5 0-4.7.2-6.5 1.6zM10 6.2v9.6',
} as const;

export type IconName = keyof typeof DRAWN;

/** An icon. With a label it stands for itself, without one it only decorates the words beside it. */
export function Icon({ name, label }: { name: IconName; label?: string }) {
  const meaning = label ? { role: 'img' as const, 'aria-label': label } : { 'aria-hidden': 'true' as const };
  return (
    <svg class="icon" viewBox="0 0 20 20" {...meaning}>
      {label && <title>{label}</title>}
      <path d={DRAWN[name]} />
    </svg>
  );
}
