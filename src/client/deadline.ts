/** The watchdog of a request: whoever does not answer in time is given up. */
import type { Effects } from '../effects.ts';
import type { Exchange, SendOptions, WireRequest } from '../exchange.ts';

/** Sends, and gives up after `ms` or when the signal is aborted: then the exchange is a failure `timeout` or `aborted`. */
export async function sendWithin(
  effects: Effects,
  request: WireRequest,
  ms: number,
  { signal, onBody }: SendOptions = {},
): Promise<Exchange> {
  const startedAt = effects.now();
  const limit = new AbortController();
  const timer = new AbortController();
  const giveUp = (): void => limit.abort('given up');
  if (signal?.aborted) giveUp();
  signal?.addEventListener('abort', giveUp);
  let isLate = false;
  const failed = (): Exchange => ({
    id: '',
    startedAt,
    request,
    failure: isLate
      ? { cause: 'timeout', message: `no answer in ${ms / 1000} s` }
      : { cause: 'aborted', message: 'given up by the client' },
    timing: { total: effects.now() - startedAt },
  });
  try {
    const sent = effects.send(request, { signal: limit.signal, ...(onBody && { onBody }) });
    const late = effects.sleep(ms, timer.signal).then(() => {
      if (timer.signal.aborted) return undefined;
      isLate = true;
      giveUp();
      return failed();
    });
    // A world that does not listen to signals is left alone with its answer.
    const exchange = (await Promise.race([sent, late])) ?? (await sent);
    return exchange.failure?.cause === 'aborted' ? { ...exchange, ...pick(failed()) } : exchange;
  } finally {
    // A reason of our own: the usual one costs a stack trace.
    timer.abort('answered');
    signal?.removeEventListener('abort', giveUp);
  }
}

const pick = ({ failure }: Exchange): Pick<Exchange, 'failure'> => ({ ...(failure && { failure }) });
