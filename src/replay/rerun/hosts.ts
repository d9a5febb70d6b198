/** Which host of the new run plays the part of a recorded one. */
import type { Host } from '../../protocol/protocol.ts';
import type { Table } from '../../protocol/table.ts';
import { splitUrl } from '../../protocol/url.ts';

type SessionValues = Readonly<Record<string, unknown>>;

/** The recorded name, or its counterpart where the new session was led to another family of hosts. */
export function hostFor(
  host: string,
  table: Table,
  recorded: SessionValues | undefined,
  live: SessionValues | undefined,
): string {
  const [from, to] = [leadsTo(table, recorded), leadsTo(table, live)];
  if (!from || !to || from.family === to.family) return host;
  const role = table.roles(host).find(({ family }) => family === from.family);
  if (!role) return host;
  const others = table.protocol.hosts.filter((one) => one.role === role.role && one.family === to.family);
  const same = others.find(({ age }) => age === to.age) ?? others[0];
  return same?.name ?? host;
}

/** The family of the host that a URL among the session values points to. */
function leadsTo(table: Table, values: SessionValues | undefined): Host | undefined {
  for (const value of Object.values(values ?? {})) {
    if (typeof value !== 'string' || !/^https?:\/\//.test(value)) continue;
    const [host] = table.roles(splitUrl(value).host);
    if (host) return host;
  }
  return undefined;
}
