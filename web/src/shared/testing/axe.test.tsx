import { render } from '@testing-library/preact';
import { expect, test } from 'vitest';
import { violations } from './axe';

test('a button without a name is found', async () => {
  const { container } = render(<button type="button" />);

  expect((await violations(container)).join()).toContain('button-name');
});

test('a button with a name passes', async () => {
  const { container } = render(<button type="button">Send</button>);

  expect(await violations(container)).toEqual([]);
});
