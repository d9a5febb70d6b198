/** Places in JSON by their JSON Pointer. */
import { isObject, type JsonObject } from './values.ts';

/** The pointer of `steps`, as RFC 6901 writes it. */
function pointer(...steps: readonly (string | number)[]): string {
  return steps.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function valueAt(root: unknown, path: string): unknown {
  return stepsOf(path).reduce<unknown>((holder, step) => {
    if (Array.isArray(holder)) return holder[Number(step)];
    return isObject(holder) && Object.hasOwn(holder, step) ? holder[step] : undefined;
  }, root);
}

/** Sets the value there, or removes it for undefined; nothing where the way to it does not exist. */
export function setAt(root: unknown, path: string, value: unknown): void {
  const steps = stepsOf(path);
  const last = steps.pop() ?? '';
  const holder = valueAt(root, pointer(...steps));
  if (Array.isArray(holder)) holder[Number(last)] = value;
  else if (isObject(holder)) setMember(holder, last, value);
}

/** Sets an own member, or removes it for undefined. */
export function setMember(holder: JsonObject, key: string, value: unknown): void {
  if (value === undefined) delete holder[key];
  else if (key !== '__proto__') holder[key] = value;
  else Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

function stepsOf(path: string): string[] {
  return path
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}
