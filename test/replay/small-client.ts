/** A client of a few lines that logs in and syncs until it is logged out, one request at a time. */
import { Decoder, type Event } from '../../src/decode/events.ts';
import type { Exchange, WireRequest } from '../../src/exchange.ts';
import type { Endpoint } from '../../src/protocol/endpoint.ts';
import { fillRequest } from '../../src/protocol/fill.ts';
import { wechat } from '../../src/protocol/wechat/index.ts';

export interface Habits {
  /** Asks for XML, as the page does; bots do not. */
  readonly isPage?: boolean;
  readonly agent?: string;
  /** Host that is asked before the login is known. */
  readonly main?: string;
  readonly isPushed?: boolean;
  /** Sends these texts to the file helper after the start. */
  readonly texts?: readonly string[];
  /** Logs out by itself after so many polls. */
  readonly polls?: number;
  readonly random?: () => number;
}

export interface Run {
  readonly events: Event[];
  readonly statuses: number[];
  /** All that was received, headers and bodies. */
  received: string;
  values: Record<string, unknown>;
}

export const newRun = (): Run => ({ events: [], statuses: [], received: '', values: {} });

type Dialogue = Generator<WireRequest, void, Exchange>;

/** Yields requests and takes what came of them, until the session is over or the login has failed. */
export function* smallClient(run: Run, habits: Habits = {}): Dialogue {
  const decoder = new Decoder(wechat);
  let main = habits.main ?? 'wx.qq.com';
  const cookies = new Map<string, string>();
  function* call(
    name: string,
    host: string,
    input: Record<string, unknown> = {},
    keep = true,
  ): Generator<WireRequest, Event[], Exchange> {
    const row = wechat.endpoints.find((one) => one.name === name) as Endpoint;
    const request = fillRequest(row, {
      protocol: wechat,
      host,
      input,
      session: run.values,
      now: 1_900_000_000_000,
      random: habits.random ?? (() => 0.5),
      variant: 'browser',
    });
    const url = keep ? request.url : request.url.replace(/&fun=new&version=v2/, '');
    const cookie = [...cookies].map(([key, value]) => `${key}=${value}`).join('; ');
    const headers = [
      ...request.headers,
      ['User-Agent', habits.agent ?? 'small'],
      ...(cookie === '' ? [] : [['Cookie', cookie]]),
    ] as [string, string][];
    const exchange = yield {
      ...request,
      url,
      headers: headers.filter(([key], at) => key !== 'User-Agent' || at >= request.headers.length),
    };
    const { step, call: read, events } = decoder.decode(exchange);
    Object.assign(run.values, step.session?.values);
    for (const { name: key, value } of read.setCookies())
      value === '' ? cookies.delete(key) : cookies.set(key, value);
    run.events.push(...events);
    run.statuses.push(exchange.response?.status ?? 0);
    run.received += `${JSON.stringify(exchange.response?.headers)}\n${exchange.response?.body?.text() ?? ''}\n`;
    return [...events];
  }
  const has = (events: readonly Event[], type: string): Event | undefined =>
    events.find((event) => event.type === type);

  yield* habits.isPushed
    ? call('webwxpushloginurl', main)
    : call('jslogin', `login.${main}`, {
        redirectUri: `https://${main}/cgi-bin/mmwebwx-bin/webwxnewloginpage`,
      });
  let confirmed: Event | undefined;
  for (let polls = 0; !confirmed; polls++) {
    const events = yield* call('login', `login.${main}`, { tip: polls === 0 ? '1' : '0' });
    confirmed = has(events, 'login.confirmed');
    if (!confirmed && !has(events, 'login.waiting') && !has(events, 'login.scanned')) return;
    if (polls > 100) return;
  }
  main = new URL(String(confirmed.redirectUri)).host;
  if (!has(yield* call('webwxnewloginpage', main, {}, habits.isPage ?? true), 'session.opened')) return;
  if (!has(yield* call('webwxinit', main), 'session.initialised')) return;
  yield* call('webwxstatusnotify', main, { code: 3, to: run.values.userName });
  yield* call('webwxgetcontact', main, { seq: '0' });
  for (const text of habits.texts ?? [])
    yield* call('webwxsendmsg', main, { type: 1, text, to: 'filehelper', scene: 0 });
  for (let polls = 0; polls < 200; polls++) {
    if (polls === habits.polls) {
      yield* call('webwxlogout', main, { type: '0' });
      return;
    }
    const events = yield* call('synccheck', `webpush.${main}`);
    if (has(events, 'session.closed')) return;
    const checked = has(events, 'sync.checked');
    if (!checked) return;
    if (String(checked.selector) !== '0') yield* call('webwxsync', main);
  }
}
