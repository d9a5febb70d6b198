/** Sends and recalls messages: each once, in order, and only when the user says so. */
import type { Sent, Step, UploadKind } from '../protocol/client-plan.ts';
import { demand } from './answer.ts';
import type { Live } from './live.ts';
import { type Media, type Medium, uploadOf } from './media.ts';
import type { Pacing } from './pacing.ts';

export interface Sending {
  readonly signal?: AbortSignal | undefined;
  /** People in the room that the text turns to. */
  readonly mention?: readonly string[];
}

/**
 * `to` is the name that the session gives a chat; `client.contacts.resolve` knows it. Every method throws RemoteError
 * where the server does not take the message, `remote/limited` after too many, and TransportError where nobody answers:
 * then it may have arrived all the same.
 */
export class Sends {
  readonly #live: Live;
  readonly #pacing: Pacing;
  readonly #media: Media;

  constructor(live: Live, pacing: Pacing, media: Media) {
    this.#live = live;
    this.#pacing = pacing;
    this.#media = media;
  }

  text(to: string, text: string, { signal, mention = [] }: Sending = {}): Promise<Sent> {
    return this.#send(this.#live.plan.text(to, text, mention), signal);
  }

  image(to: string, medium: Medium, options: Sending = {}): Promise<Sent> {
    return this.#upload('image', to, medium, options);
  }

  video(to: string, medium: Medium, options: Sending = {}): Promise<Sent> {
    return this.#upload('video', to, medium, options);
  }

  file(to: string, medium: Medium, options: Sending = {}): Promise<Sent> {
    return this.#upload('file', to, medium, options);
  }

  /** An animated picture. */
  emoticon(to: string, medium: Medium, options: Sending = {}): Promise<Sent> {
    return this.#upload('emoticon', to, medium, options);
  }

  /** Takes an own message back, within two minutes. */
  async recall(sent: Sent, { signal }: Sending = {}): Promise<void> {
    demand(await this.#pacing.ask(this.#live.plan.recall(sent), { signal }));
  }

  async #upload(kind: UploadKind, to: string, medium: Medium, { signal }: Sending): Promise<Sent> {
    const upload = uploadOf(medium, kind, to);
    const mediaId = await this.#media.upload(upload, medium, signal);
    return this.#send(this.#live.plan.media.send(upload, mediaId), signal);
  }

  async #send(step: Step, signal: AbortSignal | undefined): Promise<Sent> {
    const { call } = demand(await this.#pacing.ask(step, { signal }));
    const sent = this.#live.plan.sent(call);
    // Should the server tell of it too, that is no news.
    if (sent.id !== '') this.#live.remember(sent.id);
    return sent;
  }
}
