// Calls a librarian who looks elsewhere: two soft tones, or the system's own notification. Both are off until chosen.
import type { Preferences } from '../preferences';
import { t } from '../words';

/** What alerts need of the browser; a test hands in its own. */
export interface AlertPorts {
  ring(): void;
  /** Shows a notification; `opened` is called when it is clicked. */
  show(title: string, body: string, opened: () => void): void;
  /** Asks whether notifications may be shown. */
  mayShow(): Promise<boolean>;
  isHidden(): boolean;
}

export class Alerts {
  constructor(
    private readonly preferences: Preferences,
    private readonly ports: AlertPorts = browserAlerts(),
  ) {}

  /** Tells of a reader who has begun to wait; `open` leads there. */
  newWaiting(who: string, open: () => void): void {
    const { sound, desktop } = this.preferences;
    if (sound.value) this.ports.ring();
    if (desktop.value && this.ports.isHidden()) this.ports.show(t('list.new_waiting', { who }), t('desk.name'), open);
  }

  /** Sound is heard at once, so that one knows it. */
  chooseSound(on: boolean): void {
    this.preferences.sound.value = on;
    if (on) this.ports.ring();
  }

  /** Returns whether notifications are on now: the browser may refuse. */
  async chooseDesktop(on: boolean): Promise<boolean> {
    this.preferences.desktop.value = on && (await this.ports.mayShow());
    return this.preferences.desktop.value;
  }
}

function browserAlerts(): AlertPorts {
  let audio: AudioContext | undefined;
  return {
    ring: () => ring((audio ??= new AudioContext())),
    show(title, body, opened) {
      const shown = new Notification(title, { body, tag: 'ric-waiting' });
      shown.onclick = () => {
        window.focus();
        opened();
        shown.close();
      };
    },
    mayShow: async () => 'Notification' in window && (await Notification.requestPermission()) === 'granted',
    isHidden: () => document.hidden || !document.hasFocus(),
  };
}

// A fifth, played softly: E5, B5. No file is loaded for it.
function ring(audio: AudioContext): void {
  void audio.resume();
  for (const [at, pitch] of [[0, 659.3], [0.18, 987.8]] as const) {
    const [tone, volume] = [audio.createOscillator(), audio.createGain()];
    const begin = audio.currentTime + at;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, begin);
    volume.gain.exponentialRampToValueAtTime(0.12, begin + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, begin + 0.5);
    tone.connect(volume).connect(audio.destination);
    tone.start(begin);
    tone.stop(begin + 0.55);
  }
}
