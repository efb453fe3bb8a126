import { beforeEach, expect, test } from 'vitest';
import { Preferences } from '../preferences';
import { Alerts, type AlertPorts } from './alerts';

beforeEach(() => localStorage.clear());

/** A browser that keeps what it did. */
class FakeBrowser implements AlertPorts {
  rung = 0;
  readonly shown: string[] = [];
  hidden = true;
  allows = true;
  click: () => void = () => undefined;

  ring(): void {
    this.rung += 1;
  }

  show(title: string, _body: string, opened: () => void): void {
    this.shown.push(title);
    this.click = opened;
  }

  mayShow(): Promise<boolean> {
    return Promise.resolve(this.allows);
  }

  isHidden(): boolean {
    return this.hidden;
  }
}

function anAlert(): { alerts: Alerts; browser: FakeBrowser; preferences: Preferences } {
  const browser = new FakeBrowser();
  const preferences = new Preferences(localStorage);
  return { alerts: new Alerts(preferences, browser), browser, preferences };
}

test('nothing rings and nothing is shown until somebody chose it', () => {
  const { alerts, browser } = anAlert();
  alerts.newWaiting('Reader', () => undefined);

  expect([browser.rung, browser.shown]).toEqual([0, []]);
});

test('a sound that was chosen is heard at once and with every new reader', () => {
  const { alerts, browser } = anAlert();
  alerts.chooseSound(true);
  alerts.newWaiting('Reader', () => undefined);

  expect(browser.rung).toBe(2);
});

test('a notification is shown to who looks elsewhere, and leads to the reader', async () => {
  const { alerts, browser } = anAlert();
  let opened = false;
  await alerts.chooseDesktop(true);
  alerts.newWaiting('陈思远', () => (opened = true));
  browser.click();

  expect(browser.shown[0]).toContain('陈思远');
  expect(opened).toBe(true);
});

test('who looks at the desk needs no notification', async () => {
  const { alerts, browser } = anAlert();
  await alerts.chooseDesktop(true);
  browser.hidden = false;
  alerts.newWaiting('Reader', () => undefined);

  expect(browser.shown).toEqual([]);
});

test('where the browser refuses, notifications stay off', async () => {
  const { alerts, browser, preferences } = anAlert();
  browser.allows = false;

  expect(await alerts.chooseDesktop(true)).toBe(false);
  expect(preferences.desktop.value).toBe(false);
});

test('what was chosen is remembered', () => {
  const { alerts, preferences } = anAlert();
  const end = preferences.apply(document.createElement('html'));
  alerts.chooseSound(true);
  end();

  expect(new Preferences(localStorage).sound.value).toBe(true);
});
