/** Whose request is this? The checks of the real server, and no more. */
import { families, familyOf } from '../hosts.ts';
import { asText } from '../loose.ts';
import type { Asked } from './respond.ts';
import type { Session } from './session.ts';

/** A session, or the code under which the request is refused. */
export type Whose = Session | number;

/** The values of a cookie; a browser may hold an older one for the same host beside it. */
export function cookieValues({ view }: Pick<Asked, 'view'>, name: string): string[] {
  return view
    .cookies()
    .filter(([key]) => key === name)
    .map(([, value]) => value);
}

/** The session of the cookies wxsid and wxuin; `otherwise` where there is none. */
export function sessionOf(asked: Pick<Asked, 'view' | 'sim'>, otherwise: number): Whose {
  const sid = asked.view.cookie('wxsid');
  const uin = asked.view.cookie('wxuin');
  const session = sid === undefined ? undefined : asked.sim.session(sid);
  if (session && uin === String(session.uin)) return session;
  return amongAll(asked, otherwise);
}

function amongAll(asked: Pick<Asked, 'view' | 'sim'>, otherwise: number): Whose {
  const sids = cookieValues(asked, 'wxsid');
  const uins = new Set(cookieValues(asked, 'wxuin'));
  for (const sid of sids) {
    const session = asked.sim.session(sid);
    if (session && uins.has(String(session.uin))) return session;
  }
  for (const sid of sids) {
    const closed = asked.sim.closed(sid);
    if (closed && uins.has(String(closed.uin))) return closed.ret;
  }
  return otherwise;
}

/**
 * The session of a JSON call: by its cookies, and by the BaseRequest in its body, whose Uin comes as a number or a
 * text. The sid of the query is not looked at: some clients paste it unescaped.
 */
export function sessionOfCall(asked: Asked): Whose {
  const session = sessionOf(asked, 1101);
  if (typeof session === 'number' || asked.row.body?.codec !== 'json') return session;
  const { body } = asked.view;
  if (!body?.ok) return 1200;
  const uin = asked.view.sent('/BaseRequest/Uin');
  const sid = asked.view.sent('/BaseRequest/Sid');
  if (uin === undefined && sid === undefined) return 1;
  if (asText(uin) !== String(session.uin) || sid !== session.values.sid) return 1101;
  return skeyFits(asked, session) ? session : -14;
}

/** webwxinit takes an empty Skey, and tells the right one; since 2021-06 the other calls do too. */
function skeyFits({ view, row, sim }: Asked, session: Session): boolean {
  const skey = view.sent('/BaseRequest/Skey');
  if (skey === session.skey || skey === undefined) return true;
  return skey === '' && (row.name === 'webwxinit' || sim.ages.has('D21'));
}

/** Whether the host that was asked serves the account's family, by the names of the scenario's time. */
export function isRightHost({ view, sim }: Pick<Asked, 'view' | 'sim'>): boolean {
  if (!sim.ages.has('D1')) return true;
  const { host } = view.url;
  const roles = sim.table.roles(host);
  if (roles.length === 0) return familyOf(host)?.name === sim.scenario.family;
  const isNew = sim.ages.has('D4');
  return roles.some(({ family, age, role }) => {
    const inTime = age.startsWith('before') ? !isNew : !age.startsWith('since') || isNew || role === 'main';
    return inTime && (family === sim.scenario.family || family === 'shared');
  });
}

/** Main host of the scenario's family. */
export function mainHost({ scenario }: Asked['sim']): string {
  return families.find(({ name }) => name === scenario.family)?.main ?? families[0]!.main;
}
