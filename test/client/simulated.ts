/** A client in the same process as the simulated backend, in virtual time. */
import { Client, type ClientOptions } from '../../src/client/client.ts';
import type { Event } from '../../src/decode/events.ts';
import type { Exchange } from '../../src/exchange.ts';
import type { Backend } from '../../src/protocol/backend.ts';
import { inProcess, VirtualClock } from '../../src/protocol/drive.ts';
import { splitUrl } from '../../src/protocol/url.ts';
import type { WechatEvents } from '../../src/protocol/wechat/events.ts';
import { wechat } from '../../src/protocol/wechat/index.ts';
import { SimulatedWechat } from '../../src/protocol/wechat/simulated/backend.ts';
import { complete, type ScenarioFile } from '../../src/protocol/wechat/simulated/scenario.ts';
import { parseFault } from '../../src/replay/faults.ts';
import { FaultyBackend } from '../../src/replay/faulty.ts';
import { type Line, Scripted } from './scripted.ts';

/** Noon of a day in 2026. */
const noon = Date.UTC(2026, 4, 4, 12);

export interface Played {
  readonly client: Client<WechatEvents>;
  readonly clock: VirtualClock;
  readonly backend: Backend;
  /** Everything that was told, in order. */
  readonly events: Event[];
  readonly exchanges: Exchange[];
  /** Path's last step of every request, in the order they were over. */
  calls(): string[];
  /** Types of all events, without those that say nothing of the flow. */
  types(): string[];
}

export interface Play extends ClientOptions {
  readonly scenario?: ScenarioFile;
  readonly faults?: readonly string[];
  /** Answers instead of those of the simulation. */
  readonly script?: readonly Line[];
  readonly backend?: Backend;
  readonly clock?: VirtualClock;
}

export function play(options: Play = {}): Played {
  const { scenario = {}, faults = [], script = [], backend, clock, ...rest } = options;
  const time = clock ?? new VirtualClock(noon);
  const simulated = backend ?? new SimulatedWechat(wechat, complete(scenario));
  const names = wechat.endpoints.map(({ name }) => name);
  const strikes = faults.map((text) => parseFault(text, names));
  const faulty = strikes.length > 0 ? new FaultyBackend(simulated, strikes, wechat) : simulated;
  const whole = script.length > 0 ? new Scripted(faulty, script) : faulty;
  const exchanges: Exchange[] = [];
  const client = new Client(wechat, inProcess(whole, time), {
    ...rest,
    record: (exchange) => exchanges.push(exchange),
  });
  const events: Event[] = [];
  client.on('*', (event) => events.push(event));
  return {
    client,
    clock: time,
    backend: whole,
    events,
    exchanges,
    calls: () => exchanges.map(({ request }) => splitUrl(request.url).path.split('/').at(-1)!),
    types: () => events.map(({ type }) => type).filter((type) => type !== 'client.waiting'),
  };
}

/** Plays until the phone logs the session out. */
export async function session(options: Play = {}): Promise<Played> {
  const played = play(options);
  await played.client.login();
  await played.client.sync();
  return played;
}
