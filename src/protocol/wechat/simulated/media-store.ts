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

/** Bytes that one session may keep, and all of them; the oldest of a session go first. */
const mostBytes = 64 * 1024 * 1024;
const mostTogether = 256 * 1024 * 1024;
const mostPieces = 200;
const mostUploads = 4;
const mostRemembered = 500;

/** What all sessions of a backend keep together. */
export class Shelf {
  used = 0;
}

export class MediaStore {
  readonly #shelf: Shelf;
  readonly #media = new Map<string, Medium>();
  readonly #uploads = new Map<string, Upload>();
  /** MediaId by MsgId of the message that shows it. */
  readonly #shown = new Map<string, string>();
  /** Files that others sent: made when somebody downloads them. */
  readonly #promised = new Map<string, () => Uint8Array>();
  #bytes = 0;

  constructor(shelf: Shelf) {
    this.#shelf = shelf;
  }

  /** By MediaId, or by MsgId of a message that shows it. */
  get(id: string): Uint8Array | undefined {
    const medium = this.#media.get(id) ?? this.#media.get(this.#shown.get(id) ?? '');
    return medium?.bytes ?? this.#promised.get(id)?.();
  }

  /** Where there is no room even without the session's other files, the bytes are not kept. */
  put(mediaId: string, medium: Medium): void {
    this.#media.set(mediaId, medium);
    this.#count(medium.bytes.length);
    for (const [id, { bytes }] of this.#media) {
      if (this.#bytes <= mostBytes && this.#shelf.used <= mostTogether) break;
      this.#media.delete(id);
      this.#count(-bytes.length);
    }
  }

  /** The session is over. */
  clear(): void {
    this.#media.clear();
    this.#uploads.clear();
    this.#promised.clear();
    this.#count(-this.#bytes);
  }

  #count(bytes: number): void {
    this.#bytes += bytes;
    this.#shelf.used += bytes;
  }

  promise(id: string, make: () => Uint8Array): void {
    this.#promised.set(id, make);
    forgetOldest(this.#promised, mostRemembered);
  }

  show(messageId: string, mediaId: string): void {
    if (!this.#media.has(mediaId)) return;
    this.#shown.set(messageId, mediaId);
    forgetOldest(this.#shown, mostRemembered);
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
    const more = piece.length - (upload.pieces[index]?.length ?? 0);
    upload.size += more;
    upload.pieces[index] = piece;
    this.#count(more);
    if (upload.size > mostBytes || this.#shelf.used > mostTogether) this.#dropUpload(key);
    if (upload.pieces.includes(undefined)) return { size: upload.size };
    this.#dropUpload(key);
    return { size: upload.size, whole: joined(upload.pieces as Uint8Array[], upload.size) };
  }

  #upload(key: string, pieces: number): Upload {
    const known = this.#uploads.get(key);
    if (known?.pieces.length === pieces) return known;
    this.#dropUpload(key);
    const upload = { pieces: new Array<undefined>(pieces).fill(undefined), size: 0 };
    this.#uploads.set(key, upload);
    for (const oldest of this.#uploads.keys()) {
      if (this.#uploads.size <= mostUploads) break;
      this.#dropUpload(oldest);
    }
    return upload;
  }

  #dropUpload(key: string): void {
    this.#count(-(this.#uploads.get(key)?.size ?? 0));
    this.#uploads.delete(key);
  }
}

function forgetOldest(map: Map<string, unknown>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) break;
    map.delete(key);
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
