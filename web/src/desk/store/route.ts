// Where in the desk one is, kept in the address after the #: a link opens the same place, and Back goes back.
import { signal } from '@preact/signals';
import { VIEWS, type View } from '../types';

export interface Place {
  view: View;
  /** The open conversation. */
  id: string | null;
}

export function parsePlace(hash: string): Place {
  const [, view, id] = hash.split('/');
  return { view: VIEWS.find((one) => one === view) ?? 'waiting', id: id && /^\w+$/.test(id) ? id : null };
}

export function formatPlace({ view, id }: Place): string {
  return `#/${view}${id ? `/${id}` : ''}`;
}

export class Route {
  readonly place = signal<Place>(parsePlace(location.hash));

  constructor() {
    addEventListener('hashchange', () => this.follow());
  }

  go(place: Partial<Place>): void {
    location.hash = formatPlace({ ...this.place.value, ...place });
    this.follow();
  }

  private follow(): void {
    const place = parsePlace(location.hash);
    if (formatPlace(place) !== formatPlace(this.place.value)) this.place.value = place;
  }
}
