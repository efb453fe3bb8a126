// A library's own colour, and whether black or white is readable on it.

export interface Paint {
  readonly fill: string;
  readonly text: '#fff' | '#000';
}

/** Returns the paint of a colour written #rgb or #rrggbb; null for anything else. */
export function paintOf(color: string | null | undefined): Paint | null {
  const hex = /^#([\da-f]{3}|[\da-f]{6})$/i.exec(color ?? '')?.[1];
  if (!hex) return null;
  const pairs = hex.length === 3 ? [...hex].map((digit) => digit + digit) : (hex.match(/../g) ?? []);
  const [red = 0, green = 0, blue = 0] = pairs.map((pair) => linear(parseInt(pair, 16) / 255));
  const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  // Both contrasts are equal where (L + .05)² = 1.05 × .05 (WCAG 2.2, relative luminance).
  return { fill: `#${pairs.join('')}`, text: light > 0.179 ? '#000' : '#fff' };
}

function linear(part: number): number {
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}
