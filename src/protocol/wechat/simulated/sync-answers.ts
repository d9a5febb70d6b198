/** Answers of the sync loop: is there news, and what is it? */
import { Body } from '../../../exchange.ts';
import type { Answer, Reply } from '../../backend.ts';
import type { Fields } from '../../codec/values.ts';
import { type Answers, inSession } from './answers.ts';
import { isRightHost, sessionOf } from './guard.ts';
import { type Pairs, pairsOfKey, pairsOfText } from './pairs.ts';
import { type Asked, reply, seconds } from './respond.ts';
import type { Session } from './session.ts';
import { isCheckKey, type News, selectors } from './stream.ts';

/** Any browser on any page may read the answer: it is a script. */
const anywhere: readonly [string, string][] = [['Access-Control-Allow-Origin', '*']];

/** There are only so many answers, and no call is made more often. */
const said = new Map<string, Reply>();

function say(asked: Asked, retcode: number, selector = '0'): Reply {
  const why = `${retcode}/${selector}`;
  const known = said.get(why);
  if (known) return known;
  const value = { 'window.synccheck': { retcode: String(retcode), selector } };
  const made = reply(asked, value, { headers: anywhere, why });
  said.set(why, made);
  return made;
}

/** D10: what came instead of HTTP while a friend was writing. */
const garbage = new TextEncoder().encode('HTTP/1.1 0 -\r\n\r\n\u0000\u0001\u0010');
const garbled: Reply = {
  response: { status: 0, headers: [], body: Body.empty },
  damage: { raw: garbage },
  why: 'not HTTP',
};

function check(asked: Asked): Answer {
  const { sim, view } = asked;
  const session = sessionOf(asked, 1102);
  if (typeof session === 'number') return say(asked, session);
  if (!isRightHost(asked)) return say(asked, sim.ages.has('D4') ? 1102 : 1100);
  // D38: desktop logins were let in and thrown out at once.
  if (session.desktop && sim.ages.has('D38')) {
    sim.close(session, 1102, asked.at);
    return say(asked, 1102);
  }
  const given = pairsOfText(view.param('synckey') ?? '');
  const position = session.stream.position(given);
  const news = isStale(asked, session, given) ? 'message' : session.stream.announce(position);
  if (news) return announce(asked, news);
  return sim.polls.hold(asked.at, {
    among: session.polls,
    hold: sim.scenario.hold,
    idle: () => say(asked, 0),
    news: () => {
      if (session.closedAs !== undefined) return say(asked, session.closedAs);
      const found = session.stream.announce(position);
      return found ? announce(asked, found) : say(asked, 0);
    },
  });
}

/** D3: who went on with the SyncKey heard of news for ever. */
const isStale = ({ sim }: Asked, session: Session, given: Pairs): boolean =>
  sim.ages.has('D3') && session.hasPulled && !isCheckKey(given);

const announce = (asked: Asked, news: News): Reply =>
  news === 'message' && asked.sim.ages.has('D10') ? garbled : say(asked, 0, selectors[news]);

/** The bits that say "there is more". */
const more = 2;
/** Ret of a pull without a position. */
const notReady = 3;

function pull({ view, sim, at }: Asked, session: Session): Fields | number {
  const given = pairsOfKey(view.sent('/SyncKey'));
  if (given.isEmpty) return notReady;
  const page = Math.max(1, sim.scenario.syncPage);
  const pulled = session.stream.pull(session.stream.position(given), page, seconds(at));
  session.hasPulled = true;
  return {
    AddMsgCount: pulled.messages.length,
    AddMsgList: pulled.messages,
    ModContactCount: pulled.changed.length,
    ModContactList: pulled.changed,
    DelContactCount: pulled.removed.length,
    DelContactList: pulled.removed,
    ContinueFlag: pulled.more ? more : 0,
    SyncKey: pulled.syncKey,
    SyncCheckKey: pulled.syncCheckKey,
  };
}

export const syncAnswers: Answers = {
  synccheck: check,
  webwxsync: inSession(pull),
};
