import { screen } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { HttpError } from '../../shared/fetcher';
import { violations } from '../../shared/testing/axe';
import { aDesk, draw } from '../testing/draw';
import { FakeServer } from '../testing/fake_server';
import { SignIn } from './sign_in';

function signInPage() {
  const server = new FakeServer();
  const desk = aDesk(server);
  draw(desk, <SignIn />);
  return { desk, server, user: userEvent.setup() };
}

async function signInWith(password: string) {
  const page = signInPage();
  await page.user.type(screen.getByLabelText('E-mail'), ' li@library.example');
  await page.user.type(screen.getByLabelText('Password'), `${password}{Enter}`);
  return page;
}

test('the right password opens the desk', async () => {
  const { desk } = await signInWith('right');

  expect(desk.session.me.value?.name).toBe('李雅琴');
});

test('a wrong password is told in place, and can be typed over', async () => {
  const { user, desk } = await signInWith('wrong');
  expect((await screen.findByRole('alert')).textContent).toBe('The e-mail address or the password is wrong.');

  await user.keyboard('right{Enter}');
  expect(desk.session.state.value).toBe('in');
});

test('too many attempts are told apart from a wrong password', async () => {
  const { server, user } = await signInWith('wrong');
  server.fail = new HttpError(429, 'too_many', '');
  await user.keyboard('right{Enter}');

  expect(screen.getByRole('alert').textContent).toBe('Too many attempts. Please wait a moment.');
});

test('who has forgotten the password is told whom to ask', () => {
  signInPage();

  expect(screen.getByText('Forgotten your password? Ask your administrator.')).toBeTruthy();
});

test('the page speaks both languages', async () => {
  const { user } = signInPage();
  await user.click(screen.getByRole('button', { name: '中文' }));

  expect(screen.getByRole('heading').textContent).toBe('登录咨询台');
});

test('whoever was signed out by the server is told so', () => {
  const { desk } = signInPage();
  expect(screen.queryByText(/You have been signed out/)).toBeNull();

  desk.session.state.value = 'in';
  desk.session.end();
  draw(desk, <SignIn />);
  expect(screen.getAllByText(/You have been signed out/)).not.toHaveLength(0);
});

test('everybody can use it', async () => {
  signInPage();

  expect(await violations(document.body)).toEqual([]);
});
