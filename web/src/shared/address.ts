// Where RIC's own paths stand: a proxy may have put the library's path before all of them.

/** Returns the address of one of RIC's own paths (/chat/…, /api/…), seen from a page of RIC's that is one folder deep. */
export function ownAddress(path: string, page: string): string {
  return new URL(path.replace(/^\/(?!\/)/, '../'), page).href;
}
