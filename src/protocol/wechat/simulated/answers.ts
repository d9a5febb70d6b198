/** What an answer to one row is, and the frames that rows share. */

import { Body } from '../../../exchange.ts';
import type { Answer, Reply } from '../../backend.ts';
import type { Fields } from '../../codec/values.ts';
import { sessionOf, sessionOfCall } from './guard.ts';
import { type Asked, filled, rawReply, refused, reply } from './respond.ts';
import type { Session } from './session.ts';

export type Answering = (asked: Asked) => Answer;
/** By name of the row. */
export type Answers = Readonly<Record<string, Answering>>;

/** What a JSON call comes to: fields of its reply, a Ret, or a whole reply. */
export type Result = Fields | number | { readonly reply: Reply };

const isReply = (result: object): result is { readonly reply: Reply } => 'reply' in result;

/** A JSON call of a live session; everybody else gets the code under which the session is closed. */
export const inSession =
  (work: (asked: Asked, session: Session) => Result): Answering =>
  (asked) => {
    const session = sessionOfCall(asked);
    if (typeof session === 'number') return refused(asked, session);
    const result = work(asked, session);
    if (typeof result === 'number') return refused(asked, result);
    return isReply(result) ? result.reply : reply(asked, filled(asked.row, result));
  };

/** A download within a session; without one, or without a medium, an empty body. */
export const download =
  (find: (asked: Asked, session: Session) => Reply | Uint8Array | undefined): Answering =>
  (asked) => {
    const session = sessionOf(asked, 1101);
    const found = typeof session === 'number' ? undefined : find(asked, session);
    if (found && !(found instanceof Uint8Array)) return found;
    const why = typeof session === 'number' ? `Ret ${session}` : found ? undefined : 'no such medium';
    return rawReply(
      asked.row.reply.type,
      found ? Body.ofBytes(found) : Body.empty,
      why === undefined ? {} : { why },
    );
  };
