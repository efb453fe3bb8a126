// Asks axe-core whether a drawn component can be used by everybody. Colours need a real browser and are tested there.
import axe from 'axe-core';

/** Returns one line for each violation; none is what a test wants. */
export async function violations(element: Element): Promise<string[]> {
  const rules = { 'color-contrast': { enabled: false }, region: { enabled: false } };
  const { violations: found } = await axe.run(element, { rules, iframes: false }); // a frame holds a page of its own
  return found.map((one) => `${one.id}: ${one.help} (${one.nodes.map((node) => node.html).join(' · ')})`);
}
