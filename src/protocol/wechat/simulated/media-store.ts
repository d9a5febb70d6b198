/** What a session uploaded, and what its messages show when they are asked for. */

export interface Medium {
  readonly name: string;
  readonly mime: string;
  /** As the client stated it. */
  readonly md5: string;
  readonly bytes: Uint8Array;
}

/** A file that is uploaded in pieces. */
interface Upload {
  readonly pieces: (Uint8Array | undefined)[];
  size: number;
}

/** Bytes that one session may keep; the oldest go first. */
const mostBytes = 64 * 1024 * 1024;
const mostPieces = 200;
const mostUploads = 4;
const mostPromised = 500;

export class MediaStore {
  readonly #media = new Map<string, Medium>();
  readonly #uploads = new Map<string, Upload>();
  /** MediaId by MsgId of the message that shows it. */
  readonly #shown = new Map<string, string>();
  /** Files that others sent: made when somebody downloads them. */
  readonly #promised = new Map<string, () => Uint8Array>();
  #bytes = 0;

  /** How many bytes are kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** By MediaId, or by MsgId of a message that shows it. */
  get(id: string): Uint8Array | undefined {
    const medium = this.#media.get(id) ?? this.#media.get(this.#shown.get(id) ?? '');
    return medium?.bytes ?? this.#promised.get(id)?.();
  }

  put(mediaId: string, medium: Medium): void {
    this.#media.set(mediaId, medium);
    this.#bytes += medium.bytes.length;
    for (const [id, { bytes }] of this.#media) {
      if (this.#bytes <= mostBytes || id === mediaId) break;
      this.#media.delete(id);
      this.#bytes -= bytes.length;
    }
  }

  promise(id: string, make: () => Uint8Array): void {
    this.#promised.set(id, make);
    for (const oldest of this.#promised.keys()) {
      if (this.#promised.size <= mostPromised) break;
      this.#promised.delete(oldest);
    }
  }

  show(messageId: string, mediaId: string): void {
    if (this.#media.has(mediaId)) this.#shown.set(messageId, mediaId);
  }

  /** The MediaId of a file that is here already. */
  find(md5: string, size: number): string | undefined {
    for (const [id, medium] of this.#media) {
      if (medium.md5 === md5 && medium.bytes.length === size) return id;
    }
    return undefined;
  }

  /** Adds one piece of a file. Gives the file once all pieces are there, and how many bytes have come so far. */
  add(key: string, piece: Uint8Array, index: number, pieces: number): { size: number; whole?: Uint8Array } {
    if (pieces <= 1) return { size: piece.length, whole: piece };
    if (pieces > mostPieces || !(index >= 0 && index < pieces)) return { size: 0 };
    const upload = this.#upload(key, pieces);
    upload.size += piece.length - (upload.pieces[index]?.length ?? 0);
    upload.pieces[index] = piece;
    if (upload.size > mostBytes) this.#uploads.delete(key);
    if (upload.pieces.includes(undefined)) return { size: upload.size };
    this.#uploads.delete(key);
    return { size: upload.size, whole: joined(upload.pieces as Uint8Array[], upload.size) };
  }

  #upload(key: string, pieces: number): Upload {
    const known = this.#uploads.get(key);
    if (known?.pieces.length === pieces) return known;
    const upload = { pieces: new Array<undefined>(pieces).fill(undefined), size: 0 };
    this.#uploads.set(key, upload);
    for (const oldest of this.#uploads.keys()) {
      if (this.#uploads.size <= mostUploads) break;
      this.#uploads.delete(oldest);
    }
    return upload;
  }
}

function joined(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
