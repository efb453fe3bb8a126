// Does what a key asks for, as far as the open conversation allows it.
import { commandOf, isTyping, type Command } from './keys';
import type { Desk } from './store/desk';

/** Listens to the whole page; an open dialog or menu has its keys for itself. Returns what ends that. */
export function listenToKeys(desk: Desk): () => void {
  const pressed = (event: KeyboardEvent): void => {
    if (desk.session.state.value !== 'in' || desk.dialog.value || document.querySelector('[popover]:popover-open')) return;
    const command = commandOf(event, desk.preferences.keys.value);
    if (!command) return;
    if (command !== 'back') event.preventDefault();
    obey(desk, command, event.target);
  };
  document.addEventListener('keydown', pressed);
  return () => document.removeEventListener('keydown', pressed);
}

export function obey(desk: Desk, command: Command, from: EventTarget | null = null): void {
  switch (command) {
    case 'next':
    case 'previous':
      return moveInList(desk, command === 'next' ? 1 : -1);
    case 'search':
      return focusOn('#inbox-search');
    case 'claim':
      return void claim(desk);
    case 'reply':
    case 'note':
      return write(desk, command);
    case 'hand_over':
    case 'close':
      if (desk.mayMove.value) desk.dialog.value = command;
      return;
    case 'sheet':
      desk.dialog.value = 'keys';
      return;
    case 'back':
      return goBack(desk, from);
  }
}

function moveInList(desk: Desk, step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const focused = rows.indexOf(document.activeElement as HTMLElement);
  const open = rows.findIndex((row) => row.dataset['row'] === desk.talk.id.value);
  const from = focused >= 0 ? focused : open;
  const to = from < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, from + step));
  rows[to]?.focus();
}

// Whoever claims is about to answer.
async function claim(desk: Desk): Promise<void> {
  if (desk.mayClaim.value && (await desk.talk.claim())) write(desk, 'reply');
}

function write(desk: Desk, mode: 'reply' | 'note'): void {
  const id = desk.talk.id.value;
  if (!id || (mode === 'reply' && !desk.isMine.value)) return;
  desk.pane.value = 'talk';
  desk.drafts.write(id, { mode });
  focusOn('#compose');
}

// Out of a field first, then from the conversation to its place in the list.
function goBack(desk: Desk, from: EventTarget | null): void {
  if (isTyping(from)) return (from as HTMLElement).closest('.talk') ? focusOn('#talk') : (from as HTMLElement).blur();
  const id = desk.talk.id.value;
  const narrow = matchMedia('(max-width: 799px)').matches;
  if (narrow) desk.open(null);
  focusOn(`[data-row="${id}"]`);
}

// What is to be focused may only just be drawn.
function focusOn(selector: string): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(selector)?.focus());
}
