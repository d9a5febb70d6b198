/** Bodies that lie in files beside a HAR, found by the names in an entry and nowhere but in the folder of the HAR. */
import { closeSync, constants, fstatSync, openSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

export type BodyPart = 'request' | 'response';

/** `why` says what keeps the body from being read, as the end of a sentence. */
export type SideBody = { readonly bytes: Buffer } | { readonly why: string };

/** Bytes; as many as an entry may have. */
const largest = 256 << 20;
/** A relative path whose parts are visible names: nothing leads up, elsewhere, or to what is hidden. */
const plainName = /^(?!\.)[^/\\:\0]+(?:\/(?!\.)[^/\\:\0]+)*$/;
/** What exporters call such files: by the SHA-1 of the body, or in a folder of the recording's own. */
const exportersName = /^(?:[0-9a-f]{40}\.\w+|[^/]+\.bodies\/x\d+-\w+)$/;
/** A symbolic link is not followed, a pipe not waited for. */
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

export class SideFolder {
  readonly #folder: string;

  /** `path` is that of the HAR. */
  constructor(path: string) {
    this.#folder = dirname(realpathSync(path));
  }

  /** The body of this name. */
  read(name: string, part: BodyPart): SideBody {
    return this.#with(name, part, (file) => ({ bytes: readFileSync(file) }));
  }

  /** Why there is no such body; undefined where there is. */
  lacks(name: string, part: BodyPart): string | undefined {
    const found = this.#with(name, part, () => undefined);
    return found?.why;
  }

  #with<T>(name: string, part: BodyPart, use: (file: number) => T): T | { why: string } {
    if (!plainName.test(name)) return { why: 'a name that leads out of the folder of the recording' };
    // A request may be sent again: a stranger's recording shall not name what is to be sent.
    if (part === 'request' && !exportersName.test(name))
      return { why: 'a name that no exporter gives to the body of a request' };
    let file: number | undefined;
    try {
      const path = join(this.#folder, name);
      const inside = `${realpathSync(dirname(path))}${sep}`;
      if (!inside.startsWith(`${this.#folder}${sep}`.replace(/[/\\]{2}$/, sep)))
        return { why: 'a folder that is elsewhere' };
      file = openSync(path, flags);
      const status = fstatSync(file);
      if (!status.isFile()) return { why: 'what is no file' };
      if (status.size > largest) return { why: `${status.size} bytes, more than can be read` };
      return use(file);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return { why: code === 'ENOENT' ? 'a file that is not there' : `a file that cannot be read: ${code}` };
    } finally {
      if (file !== undefined) closeSync(file);
    }
  }
}
