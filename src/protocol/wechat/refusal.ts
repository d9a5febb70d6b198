/** What a refused login says of itself, whatever kind of body it comes in (protocol.md 2.5, 8.2). */
import type { Reading } from '../endpoint.ts';
import { asCode } from './loose.ts';

export interface Refusal {
  /** Null where the reply has none. */
  readonly ret: string | number | null;
  readonly message: string;
  readonly as: 'xml' | 'json' | 'html' | 'redirect' | 'empty';
}

/** The refusal of a reply that opened no session; an empty message where the reply has none. */
export function refusal(call: Reading): Refusal {
  const ret = asCode(call.got('/error/ret'));
  const message = call.got('/error/message');
  const said = { ret: ret === '' ? null : ret, message: typeof message === 'string' ? message : '' };
  if (ret !== '' && ret !== 0) return { ...said, as: 'xml' };
  if (call.wrongKind?.kind === 'html')
    return { ret: null, message: call.page()?.text ?? call.page()?.title ?? '', as: 'html' };
  const status = call.exchange.response?.status ?? 0;
  if (status >= 300 && status < 400) return { ...said, as: 'redirect' };
  return { ...said, as: 'empty' };
}
