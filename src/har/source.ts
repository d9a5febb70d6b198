/** The text of a recording as bytes, wherever and however packed it lies. */
import { type FileHandle, open, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { RecordingError } from '../errors.ts';
import type { Archive } from './archive.ts';
import { readError } from './file-error.ts';
import { fileChunks, joined, peek, readAt } from './pieces.ts';
import { SideFolder } from './side-folder.ts';
import { type Spool, spool } from './spool.ts';
import { type TextForm, textFormOf, toUtf8 } from './transcode.ts';
import { type Packing, packingOf, received, unpack } from './unpack.ts';

/** A part of the text; its bytes stay as they are until the next part but one is asked for. */
export interface Chunk {
  readonly bytes: Buffer;
  /** Bytes from the start of the text; of the file, where that is plain UTF-8. */
  readonly offset: number;
}

export interface SourceOptions {
  /** Read for the name `-`. */
  stdin?: Readable;
  /** Where copies go that are needed to read a packed or piped recording more than once. */
  temporaryFolder?: string;
  /** Bytes asked of a file at once. */
  chunkSize?: number;
}

/** Text that lies in a file as it is. */
type Plain = { file: FileHandle; start: number };

export class Source {
  /** Path, or `stdin`. */
  readonly name: string;
  /** Known once reading has begun. */
  form: TextForm = 'utf8';
  readonly #options: SourceOptions;
  readonly #toClose: (() => Promise<unknown>)[] = [];
  #packing: Packing = 'none';
  #file: FileHandle | undefined;
  #pipe: AsyncGenerator<Buffer> | undefined;
  #archive: Archive | undefined;
  #plain: Plain | undefined;
  /** Where bodies may lie that are not in the HAR; undefined for what is no file, or holds them itself. */
  beside: SideFolder | undefined;

  private constructor(name: string, options: SourceOptions) {
    this.name = name;
    this.#options = options;
  }

  /** Opens `path`, or standard input for `-`. Throws RecordingError when that fails, also for an empty file. */
  static async open(path: string, options: SourceOptions = {}): Promise<Source> {
    const source = new Source(path === '-' ? 'stdin' : path, options);
    try {
      if (path === '-') await source.#openPipe(received(options.stdin ?? process.stdin));
      else await source.#openPath(path);
      return source;
    } catch (error) {
      await source.close();
      throw readError(source.name, error);
    }
  }

  /** The text can be read again, and anywhere. */
  get isPlain(): boolean {
    return this.#plain !== undefined;
  }

  /** The text from its beginning. What comes through a pipe can be read only once, unless `makePlain` came first. */
  async *chunks(): AsyncGenerator<Chunk> {
    const plain = this.#plain;
    let offset = plain?.start ?? 0;
    try {
      const pieces =
        plain === undefined ? this.#text() : fileChunks(plain.file, plain.start, this.#options.chunkSize);
      for await (const bytes of pieces) {
        yield { bytes, offset };
        offset += bytes.length;
      }
    } catch (error) {
      throw readError(this.name, error);
    }
  }

  /** Bytes of a plain text. */
  async read(offset: number, length: number): Promise<Buffer> {
    try {
      return this.#plain === undefined ? Buffer.alloc(0) : await readAt(this.#plain.file, offset, length);
    } catch (error) {
      throw readError(this.name, error);
    }
  }

  /** Makes `read`, and reading again, possible: through a temporary copy where the text is packed or piped. */
  async makePlain(): Promise<void> {
    if (this.#plain !== undefined) return;
    const { file } = await this.#spooled(this.#text());
    this.#plain = { file, start: 0 };
  }

  /** Bodies may lie beside the HAR. */
  get hasSideFiles(): boolean {
    return this.#archive !== undefined;
  }

  /** A body that the archive keeps beside the HAR. */
  async sideFile(name: string): Promise<Buffer | undefined> {
    return this.#archive?.sideFile(name);
  }

  async close(): Promise<void> {
    for (const close of this.#toClose.splice(0).reverse()) await close().catch(() => undefined);
  }

  async #openPath(path: string): Promise<void> {
    const status = await stat(path);
    if (status.isDirectory()) {
      throw new RecordingError('recording/is-directory', `${path} is a directory`, { path });
    }
    const file = await open(path, 'r');
    if (!status.isFile()) {
      await this.#openPipe(received(file.createReadStream()));
      return;
    }
    this.#toClose.push(() => file.close());
    await this.#detect(file);
    if (!this.#archive) this.beside = new SideFolder(path);
  }

  async #openPipe(pipe: AsyncGenerator<Buffer>): Promise<void> {
    this.#toClose.push(() => pipe.return(undefined));
    const start = await peek(pipe, 8);
    if (start.length === 0) throw emptyError(this.name);
    this.#packing = packingOf(start);
    if (this.#packing === 'zip') await this.#detect((await this.#spooled(joined(start, pipe))).file);
    else this.#pipe = joined(start, pipe);
  }

  async #detect(file: FileHandle): Promise<void> {
    const start = await readAt(file, 0, 8);
    if (start.length === 0) throw emptyError(this.name);
    this.#file = file;
    this.#packing = packingOf(start);
    if (this.#packing === 'zip') this.#archive = await openArchive(this.name, file);
    if (this.#packing !== 'none') return;
    this.form = textFormOf(start);
    if (this.form === 'utf8') this.#plain = { file, start: 0 };
    if (this.form === 'utf8-bom') this.#plain = { file, start: 3 };
  }

  async #spooled(bytes: AsyncIterable<Buffer>): Promise<Spool> {
    const copy = await spool(bytes, this.#options.temporaryFolder);
    this.#toClose.push(() => copy.close());
    return copy;
  }

  #text(): AsyncGenerator<Buffer> {
    const packed = this.#archive?.har() ?? this.#packed();
    const packing = this.#archive === undefined ? this.#packing : 'none';
    return toUtf8(unpack(packed, packing, this.name), (form) => {
      this.form = form;
    });
  }

  #packed(): AsyncGenerator<Buffer> {
    if (this.#file !== undefined) return fileChunks(this.#file, 0, this.#options.chunkSize);
    const pipe = this.#pipe;
    this.#pipe = undefined;
    if (pipe !== undefined) return pipe;
    throw new RecordingError('recording/not-readable', `${this.name} was read already and is gone`, {
      path: this.name,
    });
  }
}

/** Few recordings are packed so, and what unpacks them takes time to load. */
async function openArchive(name: string, file: FileHandle): Promise<Archive> {
  const { Archive } = await import('./archive.ts');
  return Archive.open(name, file);
}

function emptyError(name: string): RecordingError {
  return new RecordingError('recording/empty', `${name} is empty`, { path: name, offset: 0 });
}
