// The few line drawings of the chat. They say nothing that a word beside them does not say.
import type { JSX } from 'preact';

const PATHS = {
  send: 'M4 12h15M13 6l6 6-6 6',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.8-3.6 3.8-5.5 7.5-5.5s6.7 1.9 7.5 5.5',
  book: 'M12 6.5C10 5 7 4.5 3.5 4.5v13c3.5 0 6.5.5 8.5 2 2-1.5 5-2 8.5-2v-13C17 4.5 14 5 12 6.5zM12 6.5v13',
  close: 'M6 6l12 12M18 6L6 18',
  down: 'M12 5v14M6 13l6 6 6-6',
  copy: 'M9 9h10v11H9zM15 9V4.5H5V15h4',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  outside: 'M14 5h5v5M19 5l-8 8M17 14v5H5V7h5',
  back: 'M9 6l-5 5 5 5M4 11h10a5 5 0 0 1 5 5v2',
  file: 'M7 3.5h7l4 4v13H7zM14 3.5v4h4',
} as const;

export function Icon({ name }: { readonly name: keyof typeof PATHS }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
