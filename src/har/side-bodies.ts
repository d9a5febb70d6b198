/** Bodies that an archive, or a folder, keeps beside a HAR, found by the names in an entry. */
import type { Problem } from './problem.ts';
import type { BodyPart, SideFolder } from './side-folder.ts';
import { type JsonObject, member, stringAt } from './values.ts';
import { widenedText } from './wide.ts';

/** As far as they were found. */
export interface SideBodies {
  readonly request?: Buffer | undefined;
  readonly response?: Buffer | undefined;
}

/** The names that an entry gives to its bodies, where they lie beside the HAR. */
type SideNames = Partial<Record<BodyPart, string>>;

const holders = { request: 'postData', response: 'content' } as const;
const parts = ['request', 'response'] as const;

/** As much of an item as is looked at: this is asked with every body. */
interface Named {
  readonly index: number;
  readonly raw: JsonObject;
  /** Strings in `raw` hold UTF-8 read byte by byte. */
  readonly isWide: boolean;
}

interface Attachable extends Named {
  attach(bodies: SideBodies, problems: readonly Problem[]): void;
}

/** Undefined where both bodies are in the entry. */
function sideNames({ raw, isWide }: Named): SideNames | undefined {
  const [request, response] = parts.map((part) => {
    const name = stringAt(member(member(raw, part), holders[part]), '_file');
    return isWide && name !== undefined ? widenedText(name) : name;
  });
  if (request === undefined && response === undefined) return undefined;
  return { ...(request !== undefined && { request }), ...(response !== undefined && { response }) };
}

/** Fills in the bodies that `item` names by `_file`; `find` looks a name up. */
export async function attachSideBodies(
  item: Attachable,
  find: (name: string) => Promise<Buffer | undefined>,
): Promise<void> {
  const names = sideNames(item);
  if (names === undefined) return;
  const found: { [part in BodyPart]?: Buffer } = {};
  const problems: Problem[] = [];
  for (const part of parts) {
    const name = names[part];
    const bytes = name === undefined ? undefined : await find(name);
    if (bytes !== undefined) found[part] = bytes;
    else if (name !== undefined)
      problems.push(problemOf(item.index, part, name, 'what is not in the archive, or too large'));
  }
  item.attach(found, problems);
}

/** Bodies that are read when they are asked for. Undefined where both are in the entry. */
export function bodiesBeside(item: Named, folder: SideFolder): SideBodies | undefined {
  const names = sideNames(item);
  return names && new Beside(names, folder);
}

/** What keeps bodies beside the HAR from being read. */
export function problemsBeside(item: Named, folder: SideFolder): Problem[] {
  const names = sideNames(item) ?? {};
  return parts.flatMap((part) => {
    const name = names[part];
    const why = name === undefined ? undefined : folder.lacks(name, part);
    return why === undefined ? [] : [problemOf(item.index, part, name!, why)];
  });
}

class Beside implements SideBodies {
  readonly #names: SideNames;
  readonly #folder: SideFolder;

  constructor(names: SideNames, folder: SideFolder) {
    this.#names = names;
    this.#folder = folder;
  }

  get request(): Buffer | undefined {
    return this.#bytes('request');
  }

  get response(): Buffer | undefined {
    return this.#bytes('response');
  }

  #bytes(part: BodyPart): Buffer | undefined {
    const name = this.#names[part];
    const found = name === undefined ? undefined : this.#folder.read(name, part);
    return found && 'bytes' in found ? found.bytes : undefined;
  }
}

const problemOf = (entry: number, part: BodyPart, name: string, why: string): Problem => ({
  rule: 'quirk/side-file-unread',
  entry,
  where: `/${part}/${holders[part]}/_file`,
  message: `the body should lie beside the recording, in ${JSON.stringify(name)}: ${why}`,
});
