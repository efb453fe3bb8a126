import { screen, waitFor } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { violations } from '../../shared/testing/axe';
import { aDesk, draw } from '../testing/draw';
import { FakeServer } from '../testing/fake_server';
import { AlertChoices } from './alert_choices';

test('a browser without notifications says so, and the box stays empty', async () => {
  const desk = aDesk(new FakeServer(), undefined, { ring: () => undefined, show: () => undefined, mayShow: () => Promise.resolve(false), isHidden: () => true });
  draw(desk, <AlertChoices />);
  const box = screen.getByLabelText<HTMLInputElement>('Desktop notification');
  await userEvent.click(box);

  await waitFor(() => expect(desk.notices.shown.value).toHaveLength(1));
  expect(box.checked).toBe(false);
});

test('everybody can use it', async () => {
  const { container } = draw(aDesk(new FakeServer()), <AlertChoices />);

  expect(await violations(container)).toEqual([]);
});
