/** Whether two parts of exchanges say the same. */
import type { Body, HeaderList, SocketMessage, WireFailure } from '../exchange.ts';

export function sameHeaders(one: HeaderList, other: HeaderList): boolean {
  if (one.length !== other.length) return false;
  return one.every(([name, value], index) => name === other[index]?.[0] && value === other[index]?.[1]);
}

/** Not recorded is not the same as empty. */
export function sameBody(one: Body | undefined, other: Body | undefined): boolean {
  if (one === other) return true;
  if (one === undefined || other === undefined) return false;
  if (one.isText && other.isText) return one.text() === other.text();
  return Buffer.compare(one.bytes(), other.bytes()) === 0;
}

export function sameFailure(one: WireFailure | undefined, other: WireFailure | undefined): boolean {
  return one?.cause === other?.cause && one?.message === other?.message;
}

export function sameMessage(one: SocketMessage | undefined, other: SocketMessage): boolean {
  if (one === undefined) return false;
  const isSameTime = one.at === other.at || (Number.isNaN(one.at) && Number.isNaN(other.at));
  return (
    isSameTime && one.from === other.from && one.opcode === other.opcode && sameBody(one.data, other.data)
  );
}
