// Shows HTML that the server has sanitised, and trusts it no further: it is parsed in a document without scripts, and
// only the elements of a short list are drawn again, as nodes of ours. No innerHTML anywhere.
import { h, type ComponentChild } from 'preact';

const DRAWN = new Set(
  'p br hr strong b em i u s del code pre blockquote ul ol li h1 h2 h3 h4 h5 h6 table thead tbody tr th td a'.split(' '),
);
const DROPPED = new Set(['script', 'style', 'template', 'iframe', 'object', 'embed', 'svg', 'math', 'head', 'title']);
const DEEPEST = 24; // far past any real answer; drawing is recursive, and the stack is not endless

interface Policy {
  createHTML(html: string): string;
}
type WithPolicies = { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } };

let policy: Policy | undefined;

// The identity is right here: the parsed document runs nothing, and what is drawn goes through the list above.
function trusted(html: string): string {
  policy ??= (window as WithPolicies).trustedTypes?.createPolicy('ric', { createHTML: (text) => text });
  return policy ? policy.createHTML(html) : html;
}

/** Returns the nodes of sanitised HTML: known elements without attributes, links with a safe address, all else as text. */
export function drawHtml(html: string): ComponentChild[] {
  const { body } = new DOMParser().parseFromString(trusted(html), 'text/html');
  return drawChildren(body, 0);
}

function drawChildren(parent: Node, depth: number): ComponentChild[] {
  return depth > DEEPEST ? [parent.textContent] : [...parent.childNodes].map((node) => draw(node, depth + 1));
}

function draw(node: Node, depth: number): ComponentChild {
  if (node.nodeType === Node.TEXT_NODE) return node.nodeValue;
  if (!(node instanceof Element)) return null;
  const name = node.localName;
  if (DROPPED.has(name)) return null;
  if (name === 'img') return node.getAttribute('alt');
  const children = drawChildren(node, depth);
  if (name === 'a') return drawLink(node.getAttribute('href'), children);
  return DRAWN.has(name) ? h(name, null, ...children) : children;
}

function drawLink(href: string | null, children: ComponentChild[]): ComponentChild {
  const address = safeAddress(href);
  return address === null ? children : h('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, ...children);
}

/** Returns the address if a link may lead there (http, https, mail, telephone), else null. */
export function safeAddress(href: string | null): string | null {
  const url = href ? parseUrl(href) : null;
  return url && ['http:', 'https:', 'mailto:', 'tel:'].includes(url.protocol) ? url.href : null;
}

function parseUrl(href: string): URL | null {
  try {
    return new URL(href);
  } catch {
    return null;
  }
}
