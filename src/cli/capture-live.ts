/** What `capture` shows while it runs: a line for each protocol event, a line that says how far it is. */
import type { RecorderState } from '../capture/recorder.ts';
import { Decoder } from '../decode/events.ts';
import type { Style } from '../decode/render/style.ts';
import { byteSize } from '../decode/render/time.ts';
import { Secrets } from '../decode/secrets.ts';
import type { Exchange } from '../exchange.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { splitUrl } from '../protocol/url.ts';
import type { Lines } from './decode-lines.ts';
import { eventRows } from './decode-rows.ts';
import { type Output, ReaderGone } from './output.ts';
import { Flood } from './serve-lines.ts';
import { StatusLine, type StatusPort } from './status-line.ts';

export interface LiveOptions {
  readonly protocol: Protocol;
  readonly out: Output;
  readonly say: (line: string) => void;
  readonly style: Style;
  readonly width: number;
  /** The terminal of the status line; absent: none is shown. */
  readonly terminal: StatusPort | undefined;
  readonly startedAt: number;
}

export class LiveView {
  readonly #options: LiveOptions;
  readonly #decoder: Decoder;
  readonly #lines: Lines;
  readonly #domains: readonly string[];
  readonly #flood = new Flood();
  readonly #status: StatusLine;
  #text = '';
  #isRead = true;

  constructor(options: LiveOptions) {
    const { protocol, style, width, terminal } = options;
    this.#options = options;
    this.#decoder = new Decoder(protocol);
    this.#lines = eventRows({
      format: 'table',
      secrets: new Secrets(protocol),
      // What is not in the protocol's table is no event of it.
      wanted: (type) => type !== 'unknown',
      lanes: protocol.lanes,
      width,
      style,
    });
    this.#domains = protocol.domains;
    this.#status = new StatusLine(terminal, style.dim);
  }

  /** Prints what an exchange meant. */
  exchange(exchange: Exchange): void {
    if (!this.#isRead || !this.#isOwn(exchange)) return;
    for (const line of this.#lines.of(this.#decoder.decode(exchange)))
      for (const one of this.#flood.take(() => line, Date.now())) this.#print(one);
  }

  /** Prints prose. */
  say(line: string): void {
    this.#status.clear();
    this.#options.say(line);
    this.#status.show(this.#text);
  }

  /** Shows how far it is. */
  show({ exchanges, failed, open, bytes, waiting, file }: RecorderState, memory: number): void {
    const parts = [
      clock(Date.now() - this.#options.startedAt),
      `${exchanges} ${exchanges === 1 ? 'exchange' : 'exchanges'}`,
      ...(failed > 0 ? [`${failed} failed`] : []),
      `${open} open`,
      byteSize(bytes),
      `file ${byteSize(file.size)}`,
      ...(waiting > 0 ? [`${waiting} not written`] : []),
      `memory ${byteSize(memory)}`,
    ];
    this.#text = parts.join(' · ');
    this.#status.show(this.#text);
  }

  /** Nothing is shown below the lines any more. */
  end(): void {
    for (const line of this.#flood.rest()) this.#print(line);
    this.#status.clear();
    this.#text = '';
  }

  #print(line: string): void {
    this.#status.clear();
    const { out } = this.#options;
    out.write(`${line}\n`);
    out.flush().catch((error: unknown) => {
      // The recording goes on whether or not anybody reads what it means.
      this.#isRead = false;
      if (!(error instanceof ReaderGone)) this.say(String((error as Error).message));
    });
    this.#status.show(this.#text);
  }

  #isOwn({ request }: Exchange): boolean {
    const { host } = splitUrl(request.url);
    return this.#domains.some((domain) => host === domain || host.endsWith(`.${domain}`));
  }
}

/** `5:07`, or `1:02:33` after an hour. */
function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60];
  const hours = Math.floor(seconds / 3600);
  const [first, ...rest] = hours > 0 ? [hours, ...parts] : parts;
  return [first, ...rest.map((part) => String(part).padStart(2, '0'))].join(':');
}
