import { screen } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { CaseNumber } from './case_number';
import { draw } from './testing/open_chat';

test('one press copies the case number and says so', async () => {
  const user = userEvent.setup(); // stands a clipboard in the page
  await draw(<CaseNumber number="R-7KQ4-M2XP" />);
  await user.click(screen.getByRole('button', { name: /Case R-7KQ4-M2XP\s+copy/ }));

  expect(await navigator.clipboard.readText()).toBe('R-7KQ4-M2XP');
  expect(screen.getByRole('status').textContent).toBe('Case number copied');
});
