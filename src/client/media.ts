/** Media up and down: in pieces, as they come, never more of them in memory than one piece. */
import type { Event } from '../decode/events.ts';
import { UsageError } from '../errors.ts';
import type { Step, Upload, UploadKind } from '../protocol/client-plan.ts';
import { demand } from './answer.ts';
import type { Live } from './live.ts';
import type { Pacing } from './pacing.ts';

/** Something to send: a file, or bytes at hand. */
export interface Medium {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** MIME type. */
  readonly type: string;
  /** In hex. */
  readonly md5: string;
  /** Epoch ms. */
  readonly modified: number;
  /** The bytes from `start` up to `end`. */
  read(start: number, end: number): Promise<Uint8Array>;
}

/** Takes the bytes of a download in order. */
export type TakeBytes = (chunk: Uint8Array) => void | Promise<void>;

export interface Downloading {
  readonly signal?: AbortSignal | undefined;
  /** `thumbnail`: the small picture, where the message has one. */
  readonly size?: 'whole' | 'thumbnail';
}

/** A large medium takes its time, ms. */
const patience = 300_000;

export class Media {
  readonly #live: Live;
  readonly #pacing: Pacing;

  constructor(live: Live, pacing: Pacing) {
    this.#live = live;
    this.#pacing = pacing;
  }

  /** Uploads a medium for somebody; gives what a message names it by. Throws RemoteError and TransportError. */
  async upload(upload: Upload, medium: Medium, signal?: AbortSignal): Promise<string> {
    const { media } = this.#live.plan;
    if (upload.size > media.large) {
      const { call } = demand(await this.#pacing.ask(media.check(upload), { signal }));
      const known = media.known(call);
      if (known !== '') return known;
    }
    const of = Math.max(1, Math.ceil(upload.size / media.piece));
    // All pieces tell the same of the whole, ids drawn by chance and clock included.
    const { now, random } = this.#live.effects;
    const [at, draws] = [now(), memory(random)];
    let mediaId = '';
    for (let index = 0; index < of; index++) {
      const bytes = await medium.read(index * media.piece, Math.min(upload.size, (index + 1) * media.piece));
      const step = media.upload(upload, bytes, { index, of });
      const options = { signal, patience, now: at, random: draws.again() };
      const answer = await this.#pacing.ask(step, options, 0);
      mediaId = media.uploaded(demand(answer).call);
    }
    return mediaId;
  }

  /**
   * Gives the bytes of what a message carries to `take`, as they come; resolves to how many they were. Throws UsageError
   * for an event that carries nothing, RemoteError where nothing comes, TransportError.
   */
  async download(message: Event, take: TakeBytes, options: Downloading = {}): Promise<number> {
    const item = this.#live.itemOf(message);
    const { size = 'whole' } = options;
    const step = item && this.#live.plan.media.download(item, String(message.kind), size);
    if (!step)
      throw new UsageError('usage/bad-option', `a message of kind ${message.kind} carries nothing to get`);
    return this.#get(step, take, options.signal);
  }

  /** Gives the picture of a contact to `take`; resolves to how many bytes it has. Throws RemoteError, TransportError. */
  async picture(contact: { readonly user: string }, take: TakeBytes, signal?: AbortSignal): Promise<number> {
    const step = this.#live.plan.contacts.picture({ name: '', kind: '', ...contact });
    return this.#get(step, take, signal);
  }

  async #get(step: Step, take: TakeBytes, signal: AbortSignal | undefined): Promise<number> {
    let bytes = 0;
    const onBody = (chunk: Uint8Array): void | Promise<void> => {
      bytes += chunk.length;
      return take(chunk);
    };
    demand(await this.#live.ask(step, { signal, patience, onBody }));
    return bytes;
  }
}

/** Draws that can be had again from the first one on. */
function memory(random: () => number): { again(): () => number } {
  const drawn: number[] = [];
  return {
    again: () => {
      let next = 0;
      return () => {
        if (next === drawn.length) drawn.push(random());
        return drawn[next++]!;
      };
    },
  };
}

/** What is told of a medium when it is sent. */
export function uploadOf(medium: Medium, kind: UploadKind, to: string): Upload {
  const { name, size, type, md5, modified } = medium;
  return { kind, to, name, size, type, md5, modified };
}
