/** What `serve` says: how to reach it, and a line for each request. */
import { Call } from '../decode/call.ts';
import { oneLine } from '../decode/render/safe.ts';
import type { Style } from '../decode/render/style.ts';
import { shortDuration } from '../decode/render/time.ts';
import { Secrets } from '../decode/secrets.ts';
import { type Exchange, endedAt } from '../exchange.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { Table } from '../protocol/table.ts';
import { splitUrl } from '../protocol/url.ts';
import { type Address, urlOf } from './address.ts';

export interface Guided extends Address {
  /** File of the root certificate, and the hash of its key as Chromium takes it. */
  readonly certificate: string;
  readonly spkiHash: string;
  /** A page to open, where the server has one. */
  readonly page?: string | undefined;
}

/** How to point a client at a server. */
export function guide(what: string, server: Guided, { bold, dim }: Style): string[] {
  const proxy = urlOf(server);
  const file = `'${server.certificate}'`;
  const browser = `--proxy-server=${proxy} --ignore-certificate-errors-spki-list=${server.spkiHash}`;
  return [
    `${bold('serving')} ${what}`,
    `  proxy         ${bold(proxy)}   ${dim('HTTPS_PROXY, HTTP_PROXY; CONNECT, absolute URLs, or TLS to the port itself')}`,
    `  certificate   ${server.certificate}   ${dim('to be trusted by the client: driftwire ca trust')}`,
    dim(`  curl      curl --proxy ${proxy} --cacert ${file} URL`),
    dim(`  Node      NODE_USE_ENV_PROXY=1 HTTPS_PROXY=${proxy} NODE_EXTRA_CA_CERTS=${file}`),
    dim(`  Python    HTTPS_PROXY=${proxy} REQUESTS_CA_BUNDLE=${file} SSL_CERT_FILE=${file}`),
    dim(`  Go        HTTPS_PROXY=${proxy} SSL_CERT_FILE=${file}`),
    dim(`  Chromium  chromium --user-data-dir=$(mktemp -d) ${browser} ${server.page ?? 'URL'}`),
    dim('  nothing is sent anywhere from here; Ctrl-C ends it'),
  ];
}

const nameWidth = 24;

export class RequestLines {
  readonly #table: Table;
  readonly #lanes: readonly string[];
  readonly #style: Style;
  readonly #secrets: Secrets | undefined;

  /** Without `showsSecrets` credentials are shortened, and URLs are not shown. */
  constructor(protocol: Protocol, style: Style, showsSecrets: boolean) {
    this.#table = new Table(protocol);
    this.#lanes = protocol.lanes;
    this.#style = style;
    this.#secrets = showsSecrets ? undefined : new Secrets(protocol);
  }

  /** `14:03:22  synccheck     200 news   25.4 s  e22: news, poll 2 of 5`. */
  of(exchange: Exchange, why: string | undefined): string {
    const call = new Call(exchange, this.#table);
    const { bad, dim, lane } = this.#style;
    const clock = new Date(endedAt(exchange)).toISOString().slice(11, 19);
    const name = oneLine(call.endpoint?.name ?? this.#outside(exchange)).padEnd(nameWidth);
    const laneIndex = call.endpoint ? this.#lanes.indexOf(call.endpoint.lane) : this.#lanes.length;
    const status = exchange.response?.status;
    const meaning = status !== undefined && status < 400 ? this.#meaning(call) : '';
    const said = status === undefined ? (exchange.failure?.cause ?? '') : `${status} ${meaning}`;
    const took = shortDuration(exchange.timing.total).padStart(8);
    const isBad = status === undefined || status >= 400;
    const what = oneLine(said).padEnd(14);
    return [
      dim(clock),
      lane(laneIndex, name),
      isBad ? bad(what) : what,
      dim(took),
      dim(this.#hidden(why ?? '') + this.#shownUrl(exchange)),
    ].join('  ');
  }

  #meaning(call: Call): string {
    return call.endpoint && !call.request.isPreflight ? call.outcome.name : '';
  }

  #outside({ request }: Exchange): string {
    const { authority, path } = splitUrl(request.url);
    return this.#hidden(`${request.method} ${authority}${path}`);
  }

  #hidden(text: string): string {
    return oneLine(this.#secrets?.hideIn(text) ?? text);
  }

  #shownUrl({ request }: Exchange): string {
    return this.#secrets ? '' : `  ${oneLine(request.url)}`;
  }
}

/** So many lines a second can be read; a client that floods the server is counted instead. */
const readable = 50;

export class Flood {
  #second = Number.NEGATIVE_INFINITY;
  #shown = 0;
  #skipped = 0;

  /** Lines to say for one more line at this time, ms: the line itself, or nothing; first how many were left out. */
  take(line: () => string, now: number): string[] {
    const lines: string[] = [];
    if (now - this.#second >= 1000) {
      lines.push(...this.rest());
      this.#second = now;
      this.#shown = 0;
    }
    this.#shown += 1;
    if (this.#shown <= readable) lines.push(line());
    else this.#skipped += 1;
    return lines;
  }

  /** How many were left out since this was said last. */
  rest(): string[] {
    const skipped = this.#skipped;
    this.#skipped = 0;
    return skipped === 0 ? [] : [`… ${skipped} more requests`];
  }
}
