/** A capture from its start to its end: listener, recorder, browser and live view, put together. */
import { rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { type OpenBrowser, openBrowser, versionOf } from '../capture/browser.ts';
import type { FoundBrowser } from '../capture/browser-find.ts';
import type { Endpoint } from '../capture/connector.ts';
import type { Recorded } from '../capture/files.ts';
import { forward } from '../capture/forward.ts';
import { Recorder } from '../capture/recorder.ts';
import type { Via } from '../capture/via.ts';
import { oneLine } from '../decode/render/safe.ts';
import type { HeadInput } from '../har/head-text.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { type Authority, openAuthority } from '../proxy/authority.ts';
import { type Listener, listen } from '../proxy/listener.ts';
import type { ClientFailure } from '../proxy/tls-failure.ts';
import type { Address } from './address.ts';
import { caFolder } from './ca-folder.ts';
import { LiveView } from './capture-live.ts';
import type { Scope } from './capture-options.ts';
import { captureGuide, clientLine, newsLine, summary } from './capture-words.ts';
import type { Context } from './command.ts';
import { listenToKeys } from './keys.ts';
import { proseStyle } from './terminal.ts';

export interface CaptureOptions {
  readonly path: string;
  readonly protocol: Protocol;
  readonly listen: Address;
  readonly scope: Scope;
  readonly browser: FoundBrowser | undefined;
  readonly url: string | undefined;
  readonly via: Via | undefined;
  readonly map: ((host: string, port: number) => Endpoint | undefined) | undefined;
  readonly trust: string | undefined;
  readonly maxBody: number | undefined;
  readonly rotateAt: number | undefined;
  readonly forMs: number | undefined;
  readonly authorityFolder: string | undefined;
}

/** Milliseconds between two status lines. */
const showEvery = 500;

/** Records until something ends it. Throws what stops it before its time. */
export async function runCapture(options: CaptureOptions, context: Context): Promise<undefined> {
  const authority = await openAuthority(caFolder(options.authorityFolder));
  const capture = new Capture(options, context, authority);
  await capture.start(await headOf(options));
  try {
    await capture.ended();
  } finally {
    await capture.stop();
  }
  return undefined;
}

const machine = () => ({ env: process.env, platform: process.platform, home: homedir() });

/** What the recording says about itself. */
async function headOf({ browser, protocol, scope }: CaptureOptions): Promise<HeadInput> {
  return {
    ...(browser && { browser: { name: browser.name, version: await versionOf(browser, machine()) } }),
    comment:
      'Recorded by a proxy that speaks HTTP/1.1 to both sides: where client and server would have agreed on HTTP/2, ' +
      'they did not. The recording holds credentials.',
    log: { _capture: { protocol: protocol.name, hosts: scope.says, http: '1.1', downgraded: ['h2', 'h3'] } },
  };
}

class Capture {
  readonly #options: CaptureOptions;
  readonly #context: Context;
  readonly #authority: Authority;
  readonly #live: LiveView;
  readonly #ends: (() => void)[] = [];
  /** Hosts that pass unread. */
  readonly #passedBy = new Set<string>();
  readonly #told = new Set<string>();
  #recorder: Recorder | undefined;
  #forwarder: ReturnType<typeof forward> | undefined;
  #listener: Listener | undefined;
  #browser: OpenBrowser | undefined;
  #timer: NodeJS.Timeout | undefined;
  #release = (): void => {};
  #marks = 0;

  constructor(options: CaptureOptions, context: Context, authority: Authority) {
    this.#options = options;
    this.#context = context;
    this.#authority = authority;
    const { out, say, style, rowWidth } = context;
    this.#live = new LiveView({
      protocol: options.protocol,
      out,
      say,
      style,
      width: rowWidth,
      terminal: process.stderr.isTTY && !context.isQuiet ? process.stderr : undefined,
      startedAt: Date.now(),
    });
  }

  /** Throws what keeps it from starting; nothing is left behind then. */
  async start(head: HeadInput): Promise<void> {
    const { via, map, trust, maxBody, listen: address, scope, path, rotateAt } = this.#options;
    const style = proseStyle(this.#context);
    this.#forwarder = forward({
      watcher: {
        opened: (pending) => this.#recorder!.opened(pending),
        closed: (exchange, stored, ticket) => this.#recorder!.closed(exchange, stored, ticket),
        write: () => this.#recorder?.write(),
      },
      isWatched: (host) => scope.fits(host) || this.#passBy(host),
      via,
      map,
      trust,
      maxBody,
    });
    this.#listener = await listen({
      ...this.#forwarder.listener,
      authority: this.#authority,
      ...address,
      onClientError: (failure) => this.#tellOnce(failure),
      onError: (error) => this.#live.say(`${style.bad('error')}  ${(error as Error).message}`),
    });
    try {
      // The first connection can come only after this.
      this.#recorder = new Recorder({
        path,
        head,
        rotateAt,
        onRecorded: (exchange) => this.#live.exchange(exchange),
        onNews: (news) => this.#live.say(newsLine(news, style)),
      });
      const certificate = this.#authority.rootPath;
      for (const line of captureGuide(path, scope.says, this.#listener, certificate, this.#hasKeys, style))
        this.#live.say(line);
      await this.#open();
    } catch (error) {
      await this.#close();
      if (this.#recorder?.state.file.entries === 0) await rm(path, { force: true });
      throw error;
    }
    this.#attend();
  }

  #passBy(host: string): false {
    this.#passedBy.add(host);
    return false;
  }

  #tellOnce(failure: ClientFailure): void {
    const key = `${failure.host} ${failure.reason}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.#live.say(clientLine(failure, proseStyle(this.#context)));
  }

  async #open(): Promise<void> {
    const { browser, url } = this.#options;
    if (!browser) return;
    const { rootPath, rootName, spkiHash } = this.#authority;
    const { host, port } = this.#listener!;
    const route = { host, port, rootPath, rootName, spkiHash };
    this.#browser = await openBrowser({ browser, route, url, machine: machine() });
    if (this.#browser.isHeadless)
      this.#live.say(`there is no screen here: ${browser.name} runs without a window`);
    void this.#browser.closed.then(({ why }) =>
      this.#end(`the browser ${why === undefined ? 'was closed' : `ended: ${oneLine(why)}`}`),
    );
  }

  /** Shows how far it is, and hears keys. */
  #attend(): void {
    const show = (): void => this.#live.show(this.#recorder!.state, process.memoryUsage.rss());
    this.#timer = setInterval(show, showEvery);
    if (!this.#hasKeys) return;
    const actions = { m: () => this.#mark(), q: () => this.#end(undefined) };
    this.#release = listenToKeys(process.stdin, actions, () => void process.kill(process.pid, 'SIGINT'));
  }

  get #hasKeys(): boolean {
    return process.stdin.isTTY === true && process.stderr.isTTY === true && !this.#context.isQuiet;
  }

  #mark(): void {
    const clock = new Date().toISOString().slice(11, 19);
    const title = `mark ${this.#marks + 1}, ${clock} UTC`;
    const isMade = this.#recorder!.mark(title, Date.now());
    if (isMade) this.#marks += 1;
    this.#live.say(isMade ? `marked: ${title}` : 'there is no room for more marks in this file');
  }

  /** Only the first reason to end counts. */
  #end(why: string | undefined): void {
    const ends = this.#ends.splice(0);
    if (why !== undefined && ends.length > 0) this.#live.say(why);
    for (const end of ends) end();
  }

  /** Resolves when it is to end: interrupt, time, key, or a browser that was closed. */
  async ended(): Promise<void> {
    const { signal } = this.#context;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#ends.push(resolve);
      const end = (): void => this.#end(undefined);
      if (signal.aborted) end();
      signal.addEventListener('abort', end, { once: true });
      if (this.#options.forMs !== undefined) timer = setTimeout(end, this.#options.forMs);
    });
    clearTimeout(timer);
  }

  /** Closes everything and says what there is. */
  async stop(): Promise<void> {
    const files = await this.#close();
    const style = proseStyle(this.#context);
    for (const line of summary(files, this.#recorder!.state, this.#passedBy, style)) this.#context.say(line);
  }

  async #close(): Promise<readonly Recorded[]> {
    clearInterval(this.#timer);
    this.#release();
    this.#ends.length = 0;
    // First of all, so that what is open counts as open, and not as given up by a client that is closed.
    const told = this.#forwarder?.close();
    await Promise.all([told, this.#browser?.close(), this.#listener?.close()]);
    this.#live.end();
    return (await this.#recorder?.close()) ?? [];
  }
}
