/** XML with a few values replaced. */
import type { Edited, Edits } from './codec.ts';
import { limits } from './codec.ts';
import { escapeAttribute, escapeText } from './entities.ts';
import { remembered } from './remembered.ts';
import { applyAll, type Replacement } from './replace.ts';
import { stepsOf, textOf } from './values.ts';
import { type Element, scanXml } from './xml-scan.ts';

const scanned = remembered(scanXml);

/**
 * Replaces texts of elements (`/error/wxsid`, `/list/item/1`) and attributes (`/msg/img/@length`), every other
 * byte left as it is. A pointer that names no text is reported as missed.
 */
export function editXml(text: string, edits: Edits): Edited {
  const roots = text.length <= limits.xml ? scanned(text) : undefined;
  return applyAll(text, edits, (pointer, value) => {
    const steps = stepsOf(pointer);
    const last = steps.at(-1);
    const own = last?.startsWith('@') || last === '#text' ? steps.pop() : undefined;
    const element = roots && find(roots, steps);
    if (!element) return [];
    const written = textOf(value, 'an element');
    if (own?.startsWith('@')) return replaceAttribute(text, element, own.slice(1), written);
    return element.children.length > 0 ? [] : [replaceText(text, element, written)];
  });
}

/** An element by names; a number picks one of those that share a name. */
function find(roots: readonly Element[], steps: readonly string[]): Element | undefined {
  let inside = roots;
  let found: Element | undefined;
  for (let at = 0; at < steps.length; at++) {
    const named = inside.filter((element) => element.name === steps[at]);
    const number = /^\d{1,9}$/.test(steps[at + 1] ?? '') ? Number(steps[++at]) : undefined;
    found = number === undefined && named.length > 1 ? undefined : named[number ?? 0];
    if (!found) return undefined;
    inside = found.children;
  }
  return found;
}

function replaceText(text: string, element: Element, value: string): Replacement {
  const { content, close, name } = element;
  if (element.closesItself) {
    const start = text.startsWith(' />', content - 3) ? content - 3 : content - 2;
    return { start, end: content, text: `>${escapeText(value)}</${name}>` };
  }
  const isCdata = text.startsWith('<![CDATA[', content) && text.indexOf(']]>', content) === close - 3;
  const written = isCdata && !value.includes(']]>') ? `<![CDATA[${value}]]>` : escapeText(value);
  return { start: content, end: close, text: written };
}

function replaceAttribute(text: string, element: Element, name: string, value: string): Replacement[] {
  const tag = text.slice(element.open, element.content);
  for (const found of tag.matchAll(/\s([^\s=/]+)\s*=\s*("[^"]*"|'[^']*')/g)) {
    if (found[1] !== name) continue;
    const end = element.open + found.index + found[0].length;
    const quoted = found[2]!;
    const written = escapeAttribute(value).replaceAll("'", quoted[0] === "'" ? '&#39;' : "'");
    return [{ start: end - quoted.length + 1, end: end - 1, text: written }];
  }
  return [];
}
