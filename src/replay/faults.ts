/** Faults by name, to see how a client takes them. */
import { UsageError } from '../errors.ts';
import { Body, type WireResponse } from '../exchange.ts';
import type { Damage, Reply } from '../protocol/backend.ts';
import type { Endpoint } from '../protocol/endpoint.ts';
import { closingCode, emptyReply } from './closed.ts';
import type { Roles } from './roles.ts';

/** What a fault may look at. */
export interface Struck {
  /** Absent: outside the table. */
  readonly row?: Endpoint;
  readonly roles: Roles;
  /** The answer that would have been given; only faults with `spoils` see it. */
  readonly reply?: Reply;
}

export interface Fault {
  readonly name: string;
  readonly says: string;
  /** It damages the true answer; without, it takes the place of one, and the backend never hears of the request. */
  readonly spoils?: true;
  /** It ends the session of whoever it strikes. */
  readonly ends?: true;
  /** Undefined: it cannot strike this request. */
  apply(struck: Struck): Reply | undefined;
}

const text = (status: number, type: string, body: string): WireResponse => ({
  status,
  headers: [['Content-Type', type]],
  body: Body.ofText(body),
});

const empty = text(200, 'text/plain', '');
/** As a server once answered polls while somebody typed. */
const noHttp = new TextEncoder().encode('HTTP/1.1 0 -\r\n\0\u0001\u0002\u0003 no header lines, no body');
const slowMs = 10_000;
const page =
  '<!DOCTYPE html><html><head><meta charset="utf-8"><title>Notice</title></head>' +
  '<body><p>This service is not available at the moment.</p></body></html>';

/** Half of the true answer's bytes. */
function half({ reply }: Struck): Reply | undefined {
  if (!reply) return undefined;
  const size = reply.response.body?.size ?? 0;
  return spoiled(reply, { cutAfter: Math.floor(size / 2) });
}

const spoiled = (reply: Reply, damage: Damage): Reply => ({
  ...reply,
  damage: { ...reply.damage, ...damage },
});

export const faults: readonly Fault[] = [
  {
    name: 'reset',
    says: 'the connection is closed before an answer',
    apply: () => ({ response: empty, damage: { cutAfter: 0 } }),
  },
  {
    name: 'half-body',
    says: 'the connection is closed in the middle of the body',
    spoils: true,
    apply: half,
  },
  {
    name: 'garbage',
    says: 'bytes that are no HTTP',
    apply: () => ({ response: empty, damage: { raw: noHttp } }),
  },
  {
    name: '503',
    says: 'status 503 and a short text',
    apply: () => ({ response: text(503, 'text/plain', 'the server is busy\n') }),
  },
  {
    name: 'slow',
    says: `the answer comes ${slowMs / 1000} s late`,
    spoils: true,
    apply: ({ reply }) => reply && spoiled(reply, { delay: (reply.damage?.delay ?? 0) + slowMs }),
  },
  {
    name: 'wrong-kind',
    says: 'a web page where something else is due, and text where a page is',
    apply: ({ row }) => ({
      response:
        row?.reply.codec === 'html' ? text(200, 'text/plain', 'not a page') : text(200, 'text/html', page),
    }),
  },
  {
    name: 'logout',
    says: 'the session is over, from this request on',
    ends: true,
    apply({ row, roles }) {
      const code = row && closingCode(row, roles, undefined);
      return code === undefined ? undefined : { response: emptyReply(row!, code) };
    },
  },
];

/** A fault and which requests it strikes. */
export interface Strike {
  readonly fault: Fault;
  /** Name of a row; absent: all requests. */
  readonly endpoint?: string;
  /** The how-manieth request of those; absent: every one. */
  readonly nth?: number;
}

/** Reads `NAME[:ENDPOINT[:NTH]]`. Throws UsageError for names that there are not. */
export function parseFault(written: string, endpoints: readonly string[]): Strike {
  const [name = '', endpoint, nth, ...rest] = written.split(':');
  const fault = faults.find((one) => one.name === name);
  const names = faults.map((one) => one.name).join(', ');
  if (!fault) throw new UsageError('usage/unknown-name', `there is no fault '${name}' (${names})`);
  if (endpoint !== undefined && endpoint !== '' && !endpoints.includes(endpoint))
    throw new UsageError('usage/unknown-name', `--fault ${written}: there is no endpoint '${endpoint}'`);
  if (rest.length > 0 || (nth !== undefined && !/^[1-9]\d{0,5}$/.test(nth)))
    throw new UsageError(
      'usage/bad-option',
      `--fault ${written}: a fault is NAME, NAME:ENDPOINT or NAME:ENDPOINT:NTH`,
    );
  return { fault, ...(endpoint && { endpoint }), ...(nth !== undefined && { nth: Number(nth) }) };
}
