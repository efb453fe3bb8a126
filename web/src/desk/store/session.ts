// Who is signed in at this desk. A session that the server ended shows the sign-in page and says so.
import { signal } from '@preact/signals';
import type { Api } from '../api';
import type { Librarian } from '../types';

export class SessionStore {
  readonly state = signal<'unknown' | 'in' | 'out'>('unknown');
  readonly me = signal<Librarian | null>(null);
  /** True where the server ended a session that was in use. */
  readonly expired = signal(false);

  constructor(private readonly api: Api) {}

  /** Finds out whether the cookie still holds; throws only where the server cannot be reached. */
  async check(): Promise<void> {
    try {
      this.enter((await this.api.me()).librarian);
    } catch (error) {
      if (this.state.value !== 'out') throw error;
    }
  }

  async signIn(email: string, password: string): Promise<void> {
    this.enter((await this.api.signIn(email, password)).librarian);
  }

  async signOut(): Promise<void> {
    await this.api.signOut();
    this.expired.value = false;
    this.leave();
  }

  /** Called when the server answers 401. */
  end(): void {
    this.expired.value ||= this.state.value === 'in';
    this.leave();
  }

  private enter(librarian: Librarian): void {
    this.me.value = librarian;
    this.expired.value = false;
    this.state.value = 'in';
  }

  private leave(): void {
    this.me.value = null;
    this.state.value = 'out';
  }
}
