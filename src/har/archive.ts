/** A zip archive that holds one HAR, and perhaps the bodies it names. */
import type { FileHandle } from 'node:fs/promises';
import { type Entry, fromFdPromise, type ZipFile } from 'yauzl';
import { RecordingError } from '../errors.ts';
import { unpackError } from './file-error.ts';
import { received } from './unpack.ts';

const mostFiles = 200_000;
const largestSideFile = 64 << 20;

export class Archive {
  readonly #name: string;
  readonly #zip: ZipFile;
  readonly #files: ReadonlyMap<string, Entry>;
  readonly #har: Entry;

  private constructor(name: string, zip: ZipFile, files: ReadonlyMap<string, Entry>) {
    this.#name = name;
    this.#zip = zip;
    this.#files = files;
    this.#har = onlyHar(name, files);
  }

  /** Reads the directory of the archive in `file`, which the caller closes. Throws `recording/bad-archive`. */
  static async open(name: string, file: FileHandle): Promise<Archive> {
    try {
      const zip = await fromFdPromise(file.fd, { autoClose: false });
      const files = new Map<string, Entry>();
      for await (const entry of zip.eachEntry()) {
        if (files.size >= mostFiles) throw new Error('it holds too many files');
        if (!entry.fileName.endsWith('/')) files.set(entry.fileName, entry);
      }
      return new Archive(name, zip, files);
    } catch (error) {
      throw unpackError(name, error);
    }
  }

  /** The bytes of the HAR. */
  async *har(): AsyncGenerator<Buffer> {
    try {
      yield* received(await this.#zip.openReadStreamPromise(this.#har));
    } catch (error) {
      throw unpackError(this.#name, error);
    }
  }

  /** A body kept beside the HAR. The name is looked up in the archive only; undefined: none, too large or damaged. */
  async sideFile(name: string): Promise<Buffer | undefined> {
    const folder = this.#har.fileName.replace(/[^/]*$/, '');
    const entry = this.#files.get(folder + name) ?? this.#files.get(name);
    if (entry === undefined || entry.uncompressedSize > largestSideFile) return undefined;
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of received(await this.#zip.openReadStreamPromise(entry))) chunks.push(chunk);
    } catch {
      return undefined;
    }
    return Buffer.concat(chunks);
  }
}

function onlyHar(name: string, files: ReadonlyMap<string, Entry>): Entry {
  const own = [...files.values()].filter(({ fileName }) => !/(^|\/)(__MACOSX\/|\._)/.test(fileName));
  const named = own.filter(({ fileName }) => /\.har$/i.test(fileName));
  const [har, second] = named.length > 0 || own.length !== 1 ? named : own;
  if (har !== undefined && second === undefined) return har;
  const found = har === undefined ? 'no .har file' : `${named.length} .har files, where one is expected`;
  throw new RecordingError('recording/bad-archive', `${name} holds ${found}`, { path: name });
}
