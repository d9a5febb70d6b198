/** What `login` says of a session: events as data, and in prose what its user has to do or should know. */
import type { Client } from '../client/client.ts';
import type { Event } from '../decode/events.ts';
import { hiddenJson } from '../decode/render/hide.ts';
import { oneLine, safeJson } from '../decode/render/safe.ts';
import type { Style } from '../decode/render/style.ts';
import { Secrets } from '../decode/secrets.ts';
import type { Protocol } from '../protocol/protocol.ts';

export class LoginLines {
  readonly #client: Pick<Client, 'values'>;
  readonly #style: Style;
  readonly #secrets: Secrets | undefined;
  readonly #known: Readonly<Record<string, unknown>>;

  /** Without `showsSecrets` credentials are shortened. */
  constructor(client: Pick<Client, 'values'>, protocol: Protocol, style: Style, showsSecrets: boolean) {
    this.#client = client;
    this.#style = style;
    this.#secrets = showsSecrets ? undefined : new Secrets(protocol);
    this.#known = protocol.events;
  }

  /** The line of an event as `decode` prints it; undefined for one that only the client knows of. */
  json(event: Event): string | undefined {
    if (!Object.hasOwn(this.#known, event.type) && event.type !== 'failure') return undefined;
    this.#secrets?.learn(this.#client.values);
    return safeJson(this.#secrets ? hiddenJson(event, this.#secrets) : JSON.stringify(event));
  }

  /** What its user should know of an event; undefined: nothing. */
  prose(event: Event): string | undefined {
    const { bold, dim, bad } = this.#style;
    switch (event.type) {
      case 'login.scanned':
        return bold('scanned; confirm on the phone');
      case 'login.expired':
        return bad('the code has expired');
      case 'login.cancelled':
        return bad('cancelled on the phone');
      case 'session.closed':
        return bad(`the session is over: ${this.#text(event.meaning)}`);
      case 'client.waiting':
        return dim(
          `${this.#text(event.endpoint)}: ${this.#text(event.meaning ?? event.outcome)}; again in ${this.#seconds(event.ms)}`,
        );
      case 'client.resting':
        return bad(`too many requests: nothing is sent for ${this.#seconds(event.ms)}`);
      case 'client.trouble':
        return bad(this.#text(event.message));
      case 'contact.renamed':
        return dim(`${this.#text(event.before)} is now called ${this.#text(event.after)}`);
      default:
        return undefined;
    }
  }

  #seconds(ms: unknown): string {
    return `${Math.ceil(Number(ms) / 1000)} s`;
  }

  #text(value: unknown): string {
    const text = oneLine(String(value));
    return this.#secrets?.hideIn(text) ?? text;
  }
}
