/** Bodies that an archive keeps beside its HAR, found by the names in an entry. */
import type { HarItem } from './item.ts';
import { member, stringAt } from './values.ts';

/** Fills in the bodies that `item` names by `_file`; `find` looks a name up. */
export async function attachSideBodies(
  item: HarItem,
  find: (name: string) => Promise<Buffer | undefined>,
): Promise<void> {
  const { entry } = item;
  const request = stringAt(member(member(entry, 'request'), 'postData'), '_file');
  const response = stringAt(member(member(entry, 'response'), 'content'), '_file');
  if (request === undefined && response === undefined) return;
  item.sideBodies = {
    request: request === undefined ? undefined : await find(request),
    response: response === undefined ? undefined : await find(response),
  };
}
