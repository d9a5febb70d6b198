/** Tells why a recorded exchange cannot be given as an answer. */
import { type Exchange, header, type WireResponse } from '../exchange.ts';

/** Statuses whose replies have no body, or one that nobody reads. */
const bodiless = (status: number): boolean => status === 204 || (status >= 300 && status < 400);

/** Undefined for one that can be given. */
export function flawOf({ request, response, failure }: Exchange): string | undefined {
  if (failure) return `it failed when it was recorded (${failure.cause})`;
  if (!response) return 'no answer was recorded';
  const { status } = response;
  if (status === 304) return 'the recording holds only that nothing had changed';
  if (!Number.isInteger(status) || status < 200 || status > 599) return `its status is ${status}`;
  if (response.body || request.method === 'HEAD' || bodiless(status)) return undefined;
  return isAnnouncedEmpty(response) ? undefined : 'its body was not recorded';
}

const isAnnouncedEmpty = ({ headers }: WireResponse): boolean => header(headers, 'content-length') === '0';
